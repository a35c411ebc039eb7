import type { Result } from '@gatehouse/core/result.ts';
import type { Failure } from './failure.ts';
import { readRefusal } from './failure.ts';

/** The link's token, and the language in which the person reads. */
export interface Access {
  readonly token: string;
  readonly language: string;
}

const TIMEOUT_MS = 30_000;

/** The token goes into this header and nowhere else. */
export const accessHeaders = ({ token, language }: Access): Record<string, string> => ({
  Authorization: `Bearer ${token}`,
  'Accept-Language': language,
});

const bodyOf = (body: unknown): RequestInit =>
  body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };

const send = async (access: Access, method: 'GET' | 'POST', path: string, body: unknown): Promise<Response | null> => {
  const { headers, ...rest } = bodyOf(body);
  try {
    return await fetch(`/api/capture/${path}`, {
      method,
      ...rest,
      headers: { ...headers, ...accessHeaders(access) },
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    return null;
  }
};

/** One call of the capture API. A lost network is an expected failure, so this never throws. */
export const callCapture = async <Answer>(
  access: Access,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<Result<Answer, Failure>> => {
  const response = await send(access, method, path, body);
  if (response === null) return { ok: false, error: { kind: 'network' } };
  try {
    if (response.ok) {
      const value: Answer = await response.json();
      return { ok: true, value };
    }
    const text = await response.text();
    return { ok: false, error: readRefusal(response.status, text, response.headers.get('Retry-After')) };
  } catch {
    return { ok: false, error: { kind: 'network' } };
  }
};
