import type { DatabaseWork, Output } from '../cli/command.ts';
import type { DomainContext } from '../domain/context.ts';

/** Does a command's work; options that it does not know are a sentence and exit code 1. */
export const runWork = async (
  work: DatabaseWork,
  context: DomainContext,
  args: readonly string[],
  output: Output,
  signal: AbortSignal,
): Promise<number> => {
  try {
    return await work(context, args, output, signal);
  } catch (error) {
    if (!isWrongArgument(error)) throw error;
    await output.complain(error.message);
    return 1;
  }
};

const isWrongArgument = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
