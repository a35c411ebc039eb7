import type { Problem } from '@gatehouse/core/contract/problem.ts';

/** A refusal of the server. `code` is stable: decide by it, not by the words. */
export class GatehouseError extends Error {
  /** The HTTP status. */
  readonly status: number;
  readonly code: string;
  /** What happened and what to do, in English. */
  readonly detail: string;
  /** Tell it to the operator: the server's log has it. */
  readonly requestId: string;
  /** Which members of the request are at fault, by JSON pointer. */
  readonly errors: Problem['errors'];

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = 'GatehouseError';
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.requestId = problem.requestId;
    this.errors = problem.errors;
  }
}

/** No answer came, or not in time, as often as it was tried. A write may have been carried out all the same. */
export class ConnectionError extends Error {
  constructor(cause: unknown) {
    super('Gatehouse did not answer.', { cause });
    this.name = 'ConnectionError';
  }
}

/** The problem of a refusal; a proxy in between may answer something else. */
export const readProblem = async (response: Response): Promise<Problem> => {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body === 'object' && body !== null && 'code' in body && 'detail' in body) return body as Problem;
  const detail = `The server answered ${response.status} without a problem document: is something else in between?`;
  return {
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    code: 'unexpected_answer',
    detail,
    requestId: response.headers.get('request-id') ?? '',
    errors: [],
  };
};
