import type { Command } from './command.ts';

export const describeCommands = (commands: readonly Command[]): readonly string[] => [
  'Gatehouse: identity workflows on your own machine.',
  '',
  'usage: gatehouse COMMAND [ARGUMENTS]',
  '',
  ...inColumns([...commands.map(({ name, summary }) => [name, summary] as const), helpEntry]),
  '',
  'Settings are environment variables; docs/settings.md lists them.',
];

const helpEntry = ['help [COMMAND]', 'Says more about a command.'] as const;

const inColumns = (entries: readonly (readonly [name: string, summary: string])[]): readonly string[] => {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}`);
};

export const describeCommand = (command: Command): readonly string[] => [
  `usage: gatehouse ${command.name} ${command.parameters}`.trimEnd(),
  '',
  command.summary,
  ...(command.details.length > 0 ? ['', ...command.details] : []),
];

/** Further away than this a name is no slip of the finger. */
const FARTHEST_SLIP = 3;

/** The command whose name is nearest to what was written; null when none is near. */
export const findNearestCommand = (written: string, commands: readonly Command[]): string | null => {
  const [nearest] = commands
    .map(({ name }) => ({ name, distance: editDistance(written.toLowerCase(), name) }))
    .filter(({ name, distance }) => distance <= Math.min(FARTHEST_SLIP, name.length - 1))
    .toSorted((left, right) => left.distance - right.distance);
  return nearest?.name ?? null;
};

/** How many letters have to be put in, taken out or changed (Levenshtein). */
const editDistance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const changed = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
};
