import type { ScriptFailure } from '../../domain/check/script-port.ts';
import type { ScriptLimits } from './message.ts';
import type { FailureKind } from './prelude.ts';

/** In characters: a message is the script's own, and may be as long as its memory allows. */
const MAX_MESSAGE_LENGTH = 500;

export const tookTooLong = (computeMs: number): ScriptFailure => ({
  code: 'script_took_too_long',
  sentence: `The script computed for longer than ${computeMs} ms and was stopped.`,
});

export const notSettled: ScriptFailure = {
  code: 'script_never_settled',
  sentence: 'The script waits for a promise that nothing will settle.',
};

export const crashed: ScriptFailure = {
  code: 'script_crashed',
  sentence: 'The script brought down the thread that it ran on; it was replaced.',
};

export const tooDeep: ScriptFailure = {
  code: 'script_too_deep',
  sentence: 'The script is nested too deeply, or its functions called each other too deeply.',
};

export const outOfMemory = (memoryBytes: number): ScriptFailure => ({
  code: 'script_out_of_memory',
  sentence: `The script used more memory than the ${memoryBytes / 2 ** 20} MB that a script may have.`,
});

/** What a script says of its own failure. */
export interface ScriptError {
  readonly kind: FailureKind;
  readonly message: string;
  readonly line: number | null;
}

export const describeError = (
  { kind, message, line }: ScriptError,
  limits: Pick<ScriptLimits, 'memoryBytes'>,
): ScriptFailure => {
  const where = line === null ? '' : ` (line ${line})`;
  // Some messages end with a point of their own.
  const what = message.slice(0, MAX_MESSAGE_LENGTH).toWellFormed().replace(/\.$/, '');
  if (/^InternalError: out of memory$/.test(message)) return outOfMemory(limits.memoryBytes);
  if (/^(InternalError: stack overflow|RangeError: Maximum call stack size exceeded)$/.test(message))
    return { ...tooDeep, sentence: `The script’s functions called each other too deeply${where}.` };
  if (kind === 'invalid') return { code: 'script_invalid', sentence: `The script cannot be read${where}: ${what}.` };
  if (kind === 'unwritable')
    return { code: 'script_result_invalid', sentence: `What the script returned cannot be kept${where}: ${what}.` };
  return { code: 'script_threw', sentence: `The script threw an error${where}: ${what}.` };
};

/** Runs after which the engine's memory is not to be trusted or has grown for good. */
export const isAbuse = ({ code }: ScriptFailure): boolean =>
  code === 'script_took_too_long' ||
  code === 'script_out_of_memory' ||
  code === 'script_too_deep' ||
  code === 'script_crashed';
