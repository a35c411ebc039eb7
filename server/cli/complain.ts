import type { Output } from './command.ts';

/** Says what went wrong, and gives the exit code of a command that failed. */
export const complain = async (output: Output, sentence: string): Promise<number> => {
  await output.complain(sentence);
  return 1;
};
