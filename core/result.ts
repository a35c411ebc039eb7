/** An expected outcome: a value, or an error that the caller has to handle. Exceptions are left for bugs and lost connections. */
export type Result<Value, Problem> = { ok: true; value: Value } | { ok: false; error: Problem };

export const ok = <Value>(value: Value): { ok: true; value: Value } => ({ ok: true, value });

export const fail = <Problem>(error: Problem): { ok: false; error: Problem } => ({ ok: false, error });
