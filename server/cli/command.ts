import type { DomainContext } from '../domain/context.ts';

/** Where a command writes. Both resolve once the other side has taken the line, so that nothing piles up in memory. */
export interface Output {
  /** A line of the result. */
  print(line: string): Promise<void>;
  /** A line about what went wrong. */
  complain(line: string): Promise<void>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A command of the operator. Its exit code is 0 only when all is well. */
export interface Command {
  readonly name: string;
  /** What follows the name: `SESSION [--json]`. */
  readonly parameters: string;
  readonly summary: string;
  /** Further lines of help. */
  readonly details: readonly string[];
  run(args: readonly string[], output: Output, environment: Environment): Promise<number>;
}

/**
 * What a command does with an opened database. It runs inside the server where one is running, which asks for nothing
 * but the arguments, and otherwise in the command's own process. Ends early once the signal is aborted.
 */
export type DatabaseWork = (
  context: DomainContext,
  args: readonly string[],
  output: Output,
  signal: AbortSignal,
) => Promise<number>;
