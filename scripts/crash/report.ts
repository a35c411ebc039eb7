import type { Audit } from './audit.ts';
import type { Calls } from './call.ts';

export interface Report {
  readonly text: string;
  readonly isWell: boolean;
}

export interface ReportInput {
  readonly title: string;
  readonly found: Audit;
  readonly problems: readonly string[];
  readonly calls: Pick<Calls, 'counts'>;
  readonly seconds: number;
  /** Kept where something was found. */
  readonly dataDir: string;
}

const shownProblems = 20;

/** One line that sums up, and what is wrong. */
export const reportOf = ({ title, found, problems, calls, seconds, dataDir }: ReportInput): Report => {
  const isWell = problems.length === 0;
  const answers = [...calls.counts].sort().map(([name, count]) => `${name}: ${count}`);
  const summary = [
    `${title}: ${isWell ? 'nothing lost, nothing twice' : `${problems.length} PROBLEMS`}`,
    `${found.sessions} sessions ended`,
    `${found.submissions} acknowledged submissions`,
    `${found.verified} logs verified and replayed`,
    `${found.told} changes told by webhooks`,
    `answers ${answers.join(', ')}`,
    `${seconds.toFixed(0)} s`,
  ].join('; ');
  const shown = problems.slice(0, shownProblems).map((problem) => `  ${problem}`);
  return { text: [summary, ...shown, ...(isWell ? [] : [`  The data were kept: ${dataDir}`])].join('\n'), isWell };
};
