import { z } from 'zod';
import type { Erasure } from './erasure-log-port.ts';

const line = z.object({
  at: z.iso.datetime().transform((text) => new Date(text)),
  organizationId: z.uuid(),
  environment: z.enum(['live', 'test']),
  entityId: z.uuid(),
});

/** One line of the file `erasures.log`, with its end. */
export const writeErasureLine = ({ at, organizationId, environment, entityId }: Erasure): string =>
  `${JSON.stringify({ at: at.toISOString(), organizationId, environment, entityId })}\n`;

/**
 * The erasures of such a file. A line that a crash cut off is no erasure that anybody was told of, so it is passed over,
 * as are empty ones.
 */
export const readErasureLines = (text: string): Erasure[] =>
  text.split('\n').flatMap((candidate) => {
    const parsed = line.safeParse(parseJson(candidate));
    return parsed.success ? [parsed.data] : [];
  });

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
