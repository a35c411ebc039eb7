import type { FastifyInstance } from 'fastify';
import type { Operation } from './document.ts';

/** What a request of an operation says beside its credential; path and query are filled in as they are, unescaped. */
export interface Example {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string | Buffer;
}

/** Somebody with a credential. */
export interface Caller {
  readonly name: string;
  send(request: RawRequest): Promise<Answer>;
}

/** The header by which a credential goes with a request. */
export type WriteCredential = (token: string) => Readonly<Record<string, string>>;

export const bearer: WriteCredential = (token) => ({ authorization: `Bearer ${token}` });
export const apiKey: WriteCredential = (token) => ({ 'x-api-key': token });

/** A caller of an app in this process, whose credential goes with every request: as a bearer token unless said otherwise. */
export const callerOf = (
  app: FastifyInstance,
  name: string,
  token: string,
  write: WriteCredential = bearer,
): Caller => ({
  name,
  send: async ({ method, url, headers, payload }) => {
    const answer = await app.inject({
      method: method as 'GET',
      url,
      headers: { ...write(token), ...headers },
      ...(payload !== undefined && { payload }),
    });
    return {
      status: answer.statusCode,
      contentType: String(answer.headers['content-type'] ?? '').split(';')[0] ?? '',
      headers: answer.headers,
      text: answer.body,
    };
  },
});

/** The request of an operation, as somebody would write it who reads the document. */
export const toRequest = (operation: Operation, { params = {}, query = {}, body }: Example): RawRequest => {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => params[name] ?? 'missing');
  const search = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  const url = search.length === 0 ? path : `${path}?${search.join('&')}`;
  if (body === undefined || operation.body === null) return { method: operation.method, url, headers: {} };
  return {
    method: operation.method,
    url,
    headers: { 'content-type': operation.body.contentType.replace('*', 'jpeg') },
    payload: Buffer.isBuffer(body) ? body : JSON.stringify(body),
  };
};
