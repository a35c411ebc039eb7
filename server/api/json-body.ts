import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { findCanonicalProblem, pointerToken } from '@gatehouse/core/workflow/canonical.ts';
import type { InputError } from '@gatehouse/core/workflow/event.ts';
import type { FastifyInstance } from 'fastify';
import { type DomainError, domainError } from '../errors.ts';

/** JSON bodies; a graph of 500 nodes in a few languages takes about a fifth of it. */
export const MAX_JSON_BYTES = 1024 * 1024;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Takes JSON and nothing else in this plugin: any other content type is a 415. Refusals are thrown as `RefusedBody`. */
export function acceptJsonOnly(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: MAX_JSON_BYTES },
    (_request: unknown, body: Buffer, done: (error: Error | null, value?: unknown) => void) => {
      const parsed = readJsonBody(body);
      if (parsed.ok) done(null, parsed.value);
      else done(new RefusedBody(parsed.error));
    },
  );
}

/** The way out of Fastify's parser for a refusal; the error handler turns it into its problem. */
export class RefusedBody extends Error {
  readonly refusal: DomainError;
  constructor(refusal: DomainError) {
    super(refusal.detail);
    this.refusal = refusal;
  }
}

/**
 * Parses a body: UTF-8, JSON, nested 64 levels at most, and nothing that canonical JSON or the database's text cannot
 * hold (numbers beyond a double, lone surrogates, NUL). An empty body is undefined.
 */
export function readJsonBody(body: Uint8Array): Result<unknown, DomainError> {
  if (body.length === 0) return ok(undefined);
  const value = parse(body);
  if (value === undefined) {
    return fail(
      domainError('json_malformed', 'The body could not be read as JSON in UTF-8. Check quotes, commas and brackets.'),
    );
  }
  const found = findCanonicalProblem(value) ?? findForbiddenText(value);
  if (found === undefined) return ok(value);
  return fail(domainError('request_invalid', 'The body holds something that cannot be kept.', [found]));
}

/** JSON has no undefined, so that is free to say that it was none. */
function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(body));
  } catch {
    return undefined;
  }
}

const nul = { code: 'nul_character', sentence: 'A text holds the character U+0000, which cannot be kept.' };
const prototype = { code: 'unknown_member', sentence: 'A member of this name is not taken.' };

/** PostgreSQL's text cannot hold NUL; `__proto__` would change what an object is when somebody copies it carelessly. */
function findForbiddenText(value: unknown): InputError | undefined {
  if (typeof value === 'string') return value.includes('\0') ? { pointer: '', ...nul } : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const found = findForbiddenName(name) ?? findForbiddenText(member);
    if (found !== undefined) return { ...found, pointer: `/${pointerToken(name)}${found.pointer}` };
  }
  return undefined;
}

function findForbiddenName(name: string): InputError | undefined {
  if (name.includes('\0')) return { pointer: '', ...nul };
  return name === '__proto__' ? { pointer: '', ...prototype } : undefined;
}
