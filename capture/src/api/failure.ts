import type { Problem } from '@gatehouse/core/contract/problem.ts';

/** Why a call brought no answer that can be used. */
export type Failure =
  /** Nothing came back: no network, or the server is not there. */
  | { readonly kind: 'network' }
  | { readonly kind: 'cancelled' }
  /** The server said no. `code` is the problem's stable code, or `unreadable` where the answer was no problem document. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly code: string;
      readonly errors: Problem['errors'];
      readonly retryAfterSeconds: number | null;
    };

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';

const retryAfterSeconds = (header: string | null): number | null => {
  const seconds = Number.parseInt(header ?? '', 10);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
};

const parseBody = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Reads a refusal. A proxy in between may answer with something else than a problem document. */
export const readRefusal = (status: number, body: string, retryAfter: string | null): Failure => {
  const problem = parseBody(body);
  return {
    kind: 'refused',
    status,
    code: isProblem(problem) ? problem.code : 'unreadable',
    errors: isProblem(problem) && Array.isArray(problem.errors) ? problem.errors : [],
    retryAfterSeconds: retryAfterSeconds(retryAfter),
  };
};

/** Worth sending again by itself: no answer, or a gateway whose server is just starting. */
export const isPassing = (failure: Failure): boolean =>
  failure.kind === 'network' || (failure.kind === 'refused' && [502, 503, 504].includes(failure.status));

export const hasCode = (failure: Failure, ...codes: readonly string[]): boolean =>
  failure.kind === 'refused' && codes.includes(failure.code);
