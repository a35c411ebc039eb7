import type { Result } from '../../core/result.ts';

/** The value of a result that a measurement takes for granted. */
export const expectOk = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(`Refused: ${JSON.stringify(result.error)}`);
  return result.value;
};
