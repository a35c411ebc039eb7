import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import type { DomainContext } from '../domain/context.ts';
import { type DomainError, domainError, type ErrorCode } from '../errors.ts';
import { nestQuery } from './nest-query.ts';
import { toInputErrors } from './request-errors.ts';

/** A request after its schemas, with whom its credential names (`Caller`): never one from the request itself. */
export type Call<Caller, Params, Query, Body> = Caller & {
  readonly context: DomainContext;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
};

type Answer<Response> = Promise<Result<Response, DomainError>>;

interface EndpointHead {
  readonly summary: string;
  /** Of a success; 204 has no body. */
  readonly status: 200 | 201 | 202 | 204;
  /** The status of a success whose answer fits a narrower schema, where there are two kinds of it. */
  readonly otherwise?: { readonly status: 200 | 201; readonly gives: z.ZodType };
  /** Refusals of this endpoint beyond those that every one can give. */
  readonly errors: readonly ErrorCode[];
}

/** An endpoint as it is written down: a contract and one call. */
interface EndpointContract<
  Caller,
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Response extends z.ZodType,
> extends EndpointHead {
  readonly takes: { readonly params: Params; readonly query: Query; readonly body: Body };
  readonly gives: Response;
  handler(call: Call<Caller, z.output<Params>, z.output<Query>, z.output<Body>>): Answer<z.output<Response>>;
}

/** The status of a success with this answer. */
export const statusOf = ({ status, otherwise }: Pick<EndpointHead, 'status' | 'otherwise'>, answer: unknown): number =>
  otherwise?.gives.safeParse(answer).success ? otherwise.status : status;

/** A request as it came. */
export interface RawRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** An endpoint without the types of its parts, so that all kinds stand in one list. */
export interface Endpoint<Caller> extends EndpointHead {
  readonly takes: { readonly params: z.ZodType; readonly query: z.ZodType; readonly body: z.ZodType };
  readonly gives: z.ZodType;
  /** Parses the request and calls the handler. */
  answer(context: DomainContext, caller: Caller, request: RawRequest): Answer<unknown>;
}

/** The schema of a part that an endpoint does not take; a member sent all the same is refused. */
export const none = z.strictObject({});

/** What an endpoint takes that takes nothing; spread it and name the parts that differ. */
export const nothing = { params: none, query: none, body: none };

/** PostgreSQL's text cannot hold NUL; a body is looked at while it is read. */
const holdsNul = (query: unknown): boolean =>
  Object.entries(Object(query)).some(([name, value]) => name.includes('\0') || String(value).includes('\0'));
const nulInQuery = domainError('request_invalid', 'The query holds the character U+0000, which cannot be kept.');

/** The function that defines the endpoints of one API, whose callers are of one kind. */
export const endpointsFor =
  <Caller extends object>() =>
  <Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType, Response extends z.ZodType>({
    handler,
    ...contract
  }: EndpointContract<Caller, Params, Query, Body, Response>): Endpoint<Caller> => {
    const { takes } = contract;
    return {
      ...contract,
      async answer(context, caller, request) {
        const params = takes.params.safeParse(request.params);
        if (!params.success) return fail(domainError('not_found', 'The path holds an id that no object can have.'));
        if (holdsNul(request.query)) return fail(nulInQuery);
        const query = parsePart(takes.query, nestQuery(request.query), 'query');
        if (!query.ok) return query;
        // No body is an empty one: what a route needs of it is then named member by member.
        const body = parsePart(takes.body, request.body ?? {}, 'body');
        if (!body.ok) return body;
        return handler({ ...caller, context, params: params.data, query: query.value, body: body.value });
      },
    };
  };

const sentences = {
  query: 'The query is not valid; each error points to its parameter.',
  body: 'The body is not valid; each error points to its member.',
};

const parsePart = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  part: keyof typeof sentences,
): Result<z.output<Schema>, DomainError> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  return fail(domainError('request_invalid', sentences[part], toInputErrors(parsed.error, value)));
};

/** What a domain function gave, in the words of the API. */
export const translated = async <Value, Response>(
  result: Promise<Result<Value, DomainError>>,
  translate: (value: Value) => Response,
): Promise<Result<Response, DomainError>> => {
  const settled = await result;
  return settled.ok ? ok(translate(settled.value)) : settled;
};
