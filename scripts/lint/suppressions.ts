import type { Finding } from './finding.ts';
import type { SourceFile } from './source-file.ts';

const MINIMUM_REASON_LENGTH = 10;

interface CommentRule {
  readonly pattern: RegExp;
  readonly sentence: string;
}

/** Each pattern's first group is the reason, where one may be given. */
const commentRules: readonly CommentRule[] = [
  {
    pattern: /^@ts-expect-error\b(.*)/s,
    sentence: 'Say on the same line why the compiler is wrong here.',
  },
  {
    pattern: /^@ts-(?:ignore|nocheck)\b()/,
    sentence:
      'Mend the type; where that is impossible use @ts-expect-error with a reason, which fails once it is not needed.',
  },
  {
    pattern: /^biome-ignore(?:-all|-start|-end)?\s+\S+?(?::\s*(.*))?$/s,
    sentence: 'Say on the same line, after a colon, why the rule is wrong here.',
  },
];

/** Suppressions without a reason, and casts through `unknown`. */
export const findSuppressions = (file: SourceFile): readonly Finding[] => [
  ...file.comments.flatMap((comment) =>
    commentRules.flatMap((rule) => {
      const match = rule.pattern.exec(comment.text);
      if (match === null || (match[1] ?? '').trim().length >= MINIMUM_REASON_LENGTH) return [];
      return [{ path: file.path, line: comment.line, sentence: `Unexplained suppression. ${rule.sentence}` }];
    }),
  ),
  ...file.doubleCasts.map((line) => ({
    path: file.path,
    line,
    sentence: 'A cast through unknown switches the compiler off. Parse the value, or narrow it with a type guard.',
  })),
];
