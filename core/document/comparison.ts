/**
 * How an expected value compares with what a document says. `matches` is null when nothing can be said. `code` is stable, `reason` is a
 * sentence for a reviewer and quotes nobody's data, `evidence` names the values used.
 */
export type Comparison = {
  matches: boolean | null;
  code: string;
  reason: string;
  evidence: Readonly<Record<string, string>>;
};
