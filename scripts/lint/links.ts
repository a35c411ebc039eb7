import { posix } from 'node:path';
import type { Finding } from './finding.ts';

/** A link of a Markdown file, or a picture of it: `[text](target)`, without what stands in code. */
const link = /!?\[[^\]]*\]\(([^)\s]+)\)/g;

const withoutCode = (line: string): string => line.replaceAll(/`[^`]*`/g, '');

/** Links to files that the repository does not have. `exists` is asked with a path of the repository. */
export const findBrokenLinks = (path: string, text: string, exists: (path: string) => boolean): readonly Finding[] =>
  text.split('\n').flatMap((line, index) =>
    [...withoutCode(line).matchAll(link)]
      .map((match) => (match[1] ?? '').split('#')[0] ?? '')
      .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
      .filter((target) => !exists(posix.join(posix.dirname(path), target)))
      .map((target) => ({ path, line: index + 1, sentence: `The link leads to ${target}, which is not there.` })),
  );
