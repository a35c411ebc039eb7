import type { CalendarDate } from '@gatehouse/core/document/calendar-date.ts';
import { judgeQuality, measureQuality } from '@gatehouse/core/document/quality.ts';
import { readZone } from '@gatehouse/core/document/reader/read-zone.ts';
import type { DocumentReading, DocumentReadingFields } from '@gatehouse/core/document/reading.ts';
import { parseZone, type Zone } from '@gatehouse/core/document/zone.ts';
import type { Reason } from '@gatehouse/core/workflow/run.ts';
import type { ImageDecoder } from './image-port.ts';

/**
 * Reads the machine-readable zone of a picture. It always answers: bytes that are no picture and a zone that cannot be relied on
 * are readings that are not accepted, with reasons. `today` settles the centuries of the dates. Takes up to a second of computing,
 * so a server calls it in a worker thread.
 */
export async function readDocument(
  images: ImageDecoder,
  bytes: Uint8Array,
  today: CalendarDate,
): Promise<DocumentReading> {
  const image = await images.decodeGrey(bytes);
  if (!image.ok) return refusedReading([image.error]);
  const { accepted, format, lines, confidence, reasons, ambiguous } = readZone(image.value);
  const reading = { format, lines, confidence: confidence === null ? null : roundTo4(Math.exp(confidence)), ambiguous };
  const zone = accepted ? parseZone(lines, today) : null;
  if (zone?.ok) return { ...reading, accepted: true, reasons: [], fields: toFields(zone.value) };
  const why = zone ? zone.error.map(({ code, sentence }) => ({ code, sentence })) : reasons;
  return { ...reading, accepted: false, reasons: [...judgeQuality(measureQuality(image.value)), ...why], fields: null };
}

/** A reading of something that gave no picture or no answer. */
export function refusedReading(reasons: readonly Reason[]): DocumentReading {
  return {
    accepted: false,
    format: null,
    lines: [],
    confidence: null,
    reasons: reasons.map(({ code, sentence }) => ({ code, sentence })),
    fields: null,
    ambiguous: [],
  };
}

function toFields(zone: Zone): DocumentReadingFields {
  return {
    documentType: zone.kind,
    documentCode: zone.documentCode,
    issuingState: zone.issuingState.code,
    documentNumber: zone.documentNumber,
    familyName: zone.familyName,
    givenNames: zone.givenNames,
    nationality: zone.nationality.code,
    birthDate: zone.birthDate.iso,
    sex: zone.sex,
    expiryDate: zone.expiryDate.iso,
    optionalData: [...zone.optionalData],
  };
}

const roundTo4 = (value: number): number => Math.round(value * 10_000) / 10_000 + 0;
