import type { NodeResult, Run } from './run.ts';

/** What a session can have taken in, in the order in which it is listed. */
export const summaryCodes = ['selfie', 'passport', 'identity_card', 'driving_licence'] as const;

export type SummaryCode = (typeof summaryCodes)[number];

/** What the run has taken in from the person so far: a picture of the face, and the documents that could be read. Each once. */
export function summaryOf({ results }: Pick<Run, 'results'>): SummaryCode[] {
  const codes = new Set(Object.values(results).map(codeOf));
  return summaryCodes.filter((code) => codes.has(code));
}

const codeOf = ({ type, fields }: NodeResult): unknown => {
  if (type === 'selfie') return typeof fields.picture === 'string' ? 'selfie' : null;
  return type === 'document' ? fields.documentType : null;
};
