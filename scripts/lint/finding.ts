/** A rule broken at a place of the repository. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly sentence: string;
}

export const formatFinding = (finding: Finding): string => `${finding.path}:${finding.line}  ${finding.sentence}`;
