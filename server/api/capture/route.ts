import { fail, type Result } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import type { DomainContext } from '../../domain/context.ts';
import { type DomainError, domainError, type ErrorCode } from '../../errors.ts';
import { toInputErrors } from '../request-errors.ts';
import type { Visitor } from './authenticate.ts';

/** A request after its schema. */
export interface CaptureCall<Body> {
  readonly context: DomainContext;
  readonly visitor: Visitor;
  /** The language that the person reads. */
  readonly language: string;
  readonly body: Body;
  /** Path and query parameters, as they came. */
  readonly place: Readonly<Record<string, unknown>>;
}

interface CaptureRouteHead {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly summary: string;
  readonly status: 200 | 201;
  readonly gives: z.ZodType;
  /** Refusals of this route beyond those that every route can give. */
  readonly errors: readonly ErrorCode[];
}

/** A route without the type of its body, so that all of them stand in one list. */
export interface CaptureRoute extends CaptureRouteHead {
  /** The schema of a JSON body, or a photo's bytes. */
  readonly takes: z.ZodType | 'bytes';
  answer(call: CaptureCall<unknown>): Promise<Result<unknown, DomainError>>;
}

/** The body of a route that takes none; a member sent all the same is refused. */
export const noBody = z.strictObject({});

type Handler<Body> = (call: CaptureCall<Body>) => Promise<Result<unknown, DomainError>>;

export function defineCaptureRoute(
  contract: CaptureRouteHead & { readonly takes: 'bytes'; readonly handler: Handler<Uint8Array> },
): CaptureRoute;
export function defineCaptureRoute<Body extends z.ZodType>(
  contract: CaptureRouteHead & { readonly takes: Body; readonly handler: Handler<z.output<Body>> },
): CaptureRoute;
export function defineCaptureRoute({
  handler,
  ...contract
}: CaptureRouteHead & { readonly takes: z.ZodType | 'bytes'; readonly handler: Handler<never> }): CaptureRoute {
  const { takes } = contract;
  const schema: z.ZodType = takes === 'bytes' ? z.instanceof(Uint8Array) : takes;
  return {
    ...contract,
    async answer(call) {
      const body = schema.safeParse(call.body ?? {});
      if (!body.success) return fail(refuseBody(takes, body.error, call.body));
      return handler({ ...call, body: body.data as never });
    },
  };
}

const refuseBody = (takes: z.ZodType | 'bytes', error: z.ZodError, sent: unknown): DomainError =>
  takes === 'bytes'
    ? domainError('request_invalid', 'The body is empty. Send the photo’s bytes.')
    : domainError(
        'request_invalid',
        'The body is not valid; each error points to its member.',
        toInputErrors(error, sent),
      );
