import type { EngineResult } from './engine.ts';

const countingCommands = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** A command tag, `INSERT 0 3` or `UPDATE 2` or `COMMIT`, split into the command and the rows that it changed. */
export const readCommandTag = (tag: string): Pick<EngineResult, 'command' | 'affectedRows'> => {
  const words = tag.split(' ');
  const command = words[0] ?? '';
  return { command, affectedRows: countingCommands.has(command) ? Number(words.at(-1)) : null };
};
