import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** What went wrong with a stream, which often shows only after the write that met it. */
const failures = new WeakMap<Writable, { error: Error | null }>();

const failureOf = (stream: Writable): { readonly error: Error | null } => {
  const known = failures.get(stream);
  if (known !== undefined) return known;
  const failure: { error: Error | null } = { error: null };
  failures.set(stream, failure);
  stream.on('error', (error: Error) => {
    failure.error ??= error;
  });
  return failure;
};

/** Writes a line and waits while the other side is slow. Throws once the stream has failed, for one with `isClosedPipe`. */
export const writeLine = async (stream: Writable, line: string): Promise<void> => {
  const { error } = failureOf(stream);
  if (error !== null) throw error;
  if (!stream.write(`${line}\n`)) await once(stream, 'drain');
};

/** Whether the reader has gone away, as `head` does when it has enough. */
export const isClosedPipe = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EPIPE';
