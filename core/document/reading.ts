import { z } from 'zod';

const reason = z.object({ code: z.string(), sentence: z.string() });

/** What a zone says, in words of the product. Absent and unknown values are null; dates are YYYY-MM-DD. */
export const documentReadingFields = z.object({
  documentType: z.enum(['passport', 'identity_card', 'visa', 'other']),
  documentCode: z.string(),
  issuingState: z.string(),
  documentNumber: z.string(),
  familyName: z.string(),
  givenNames: z.string(),
  nationality: z.string(),
  birthDate: z.string().nullable(),
  sex: z.enum(['M', 'F']).nullable(),
  expiryDate: z.string(),
  optionalData: z.array(z.string()),
});

/** A character of a free field that nothing on the document settles. Line and column count from 0. */
export const ambiguousCharacter = z.object({
  line: z.int(),
  column: z.int(),
  read: z.string(),
  couldBe: z.array(z.string()),
});

/**
 * What came out of reading one picture of a document. It travels inside events, so it is plain JSON and the same for the same
 * picture and day: no times, no random values, the confidence rounded.
 */
export const documentReadingSchema = z.object({
  /** The zone was read with certainty. When not, `lines` may hold an attempt, `fields` is null and `reasons` says what to do. */
  accepted: z.boolean(),
  format: z.enum(['TD1', 'TD2', 'TD3', 'MRV-A', 'MRV-B']).nullable(),
  lines: z.array(z.string()),
  /** How sure the reader is of a character on the geometric mean, 0 to 1, to 4 places. Null when no zone was found. */
  confidence: z.number().min(0).max(1).nullable(),
  /** Why it was not accepted, the clearest first; empty when accepted. */
  reasons: z.array(reason),
  fields: documentReadingFields.nullable(),
  /** What stays open even when accepted. */
  ambiguous: z.array(ambiguousCharacter),
});

export type DocumentReading = z.infer<typeof documentReadingSchema>;
export type DocumentReadingFields = z.infer<typeof documentReadingFields>;
