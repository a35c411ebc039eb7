import { z } from 'zod';
import type { CalendarDate } from '../document/calendar-date.ts';
import { type Contradiction, findContradictions } from '../document/contradiction.ts';
import { documentReadingSchema } from '../document/reading.ts';
import { parseZone, type Zone } from '../document/zone.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Reason } from '../workflow/run.ts';
import { resolution } from './resolution.ts';

/** The part of a reading that the verdict rests on. No more is asked of old logs, which must replay for ever. */
const reading = documentReadingSchema.pick({
  accepted: true,
  lines: true,
  confidence: true,
  reasons: true,
  ambiguous: true,
});

type Reading = z.infer<typeof reading>;

/** What the check `document` answers: a reading of each side that was submitted. */
export const documentEvaluation = z.object({
  readings: z.object({ front: reading.optional(), back: reading.optional() }),
  /** Where the node asks for a resolution: how large the photos are. */
  sizes: z.object({ front: resolution, back: resolution.optional() }).optional(),
});

export interface ReadDocument {
  readonly zone: Zone;
  readonly confidence: number | null;
  /** The reader or the zone's arithmetic leaves a character open. */
  readonly isAmbiguous: boolean;
}

export interface ReadSides extends ReadDocument {
  /** Where both sides hold a zone: what the front and the back say differently. */
  readonly contradictions: readonly Contradiction[];
}

/** The surest zone of all sides, and what another one says differently; as an error the reasons why there is none, each code once. */
export function readDocument(
  { readings }: Pick<z.infer<typeof documentEvaluation>, 'readings'>,
  today: CalendarDate,
): Result<ReadSides, readonly Reason[]> {
  const sides = [readings.front, readings.back].filter((side) => side !== undefined);
  const attempts = sides.map((side) => readSide(side, today));
  const read = attempts.flatMap((attempt) => (attempt.ok ? [attempt.value] : []));
  const [best] = read.toSorted((one, other) => sureness(other) - sureness(one));
  const [first, second] = read;
  const contradictions = first && second ? findContradictions(first.zone, second.zone) : [];
  if (best !== undefined) return ok({ ...best, contradictions });
  const reasons = attempts.flatMap((attempt) => (attempt.ok ? [] : attempt.error));
  return fail([...new Map(reasons.map((one) => [one.code, one])).values()]);
}

const sureness = ({ confidence }: ReadDocument): number => confidence ?? 0;

function readSide(side: Reading, today: CalendarDate): Result<ReadDocument, readonly Reason[]> {
  if (!side.accepted) return fail(side.reasons);
  const zone = parseZone(side.lines, today);
  if (!zone.ok) return fail(zone.error.map(({ code, sentence }) => ({ code, sentence })));
  const isAmbiguous = side.ambiguous.length > 0 || zone.value.ambiguous.length > 0;
  return ok({ zone: zone.value, confidence: side.confidence, isAmbiguous });
}
