import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { DomainContext } from '../../domain/context.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { addApiHeaders } from '../api-headers.ts';
import { acceptJsonOnly } from '../json-body.ts';
import { refuseOtherMethods } from '../other-methods.ts';
import { answerWithProblems, sendProblem, sendResult, toDomainError } from '../problem.ts';
import { limitCallers, limitPerMinute } from '../rate-limit.ts';
import { limitWrongCredentials } from '../wrong-credential-limit.ts';
import { getVisitor, requireLink } from './authenticate.ts';
import { describeCaptureRoute } from './openapi.ts';
import type { CaptureRoute } from './route.ts';
import { routes } from './routes.ts';
import { limitUploadsPerMinute, limitUploadsUnderWay } from './upload-limit.ts';

export interface CaptureApiOptions {
  readonly context: DomainContext;
  readonly maxUploadBytes: number;
  /** 0 for no limit. */
  readonly rateLimits: {
    /** Requests of one link in a minute. */
    readonly linkPerMinute: number;
    /** Requests with a wrong link from one address in a minute. */
    readonly addressPerMinute: number;
  };
}

/** Mounts the capture API in an encapsulated plugin; register it with the prefix `/api/capture`. */
export const registerCaptureApi = async (fastify: FastifyInstance, options: CaptureApiOptions): Promise<void> => {
  addApiHeaders(fastify);
  answerWithProblems(fastify);
  acceptJsonOnly(fastify);
  const refuseCredential = limitWrongCredentials(options.rateLimits.addressPerMinute);
  const authenticate = requireLink(options.context, refuseCredential);
  const { linkPerMinute } = options.rateLimits;
  const onRequest: readonly Hook[] = [authenticate, ...(linkPerMinute === 0 ? [] : [limitLinks(linkPerMinute)])];
  for (const route of routes.filter((each) => !each.takesPhoto)) mount(fastify, options.context, route, onRequest);
  await fastify.register(async (uploads) => {
    acceptPhotos(uploads, options.maxUploadBytes);
    const perMinute = linkPerMinute === 0 ? [] : [limitUploadsPerMinute()];
    const forPhotos = [...onRequest, limitUploadsUnderWay(), ...perMinute];
    for (const route of routes.filter((each) => each.takesPhoto)) mount(uploads, options.context, route, forPhotos);
  });
  refuseOtherMethods(fastify, routes);
};

type Hook = ReturnType<typeof requireLink> | ReturnType<typeof limitCallers>;

const mount = (
  fastify: FastifyInstance,
  context: DomainContext,
  route: CaptureRoute,
  onRequest: readonly Hook[],
): void => {
  fastify.route({
    method: route.method,
    url: route.url,
    onRequest: [...onRequest],
    schema: describeCaptureRoute(route),
    // The schema is for the document: each route parses its own body and names what is wrong with it.
    validatorCompiler: () => () => true,
    serializerCompiler: () => (answer) => JSON.stringify(answer),
    handler: async (request, reply) =>
      sendResult(reply, route.status, await route.answer(context, getVisitor(request), request)),
  });
};

/** Takes bytes of any kind here: what they are is told by their content, not by a header. */
const acceptPhotos = (fastify: FastifyInstance, maxUploadBytes: number): void => {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: maxUploadBytes },
    (_request: FastifyRequest, body: Buffer, done: (error: Error | null, body?: Buffer) => void) => done(null, body),
  );
  fastify.setErrorHandler((thrown: unknown, request, reply) => {
    const error = toDomainError(thrown);
    if (error.code === 'internal' || error.code === 'unavailable') throw thrown;
    request.log.debug({ code: error.code }, 'An upload was refused.');
    return sendProblem(reply, error.code === 'body_too_large' ? tooLarge(maxUploadBytes) : error);
  });
};

const tooLarge = (maxUploadBytes: number): DomainError =>
  domainError(
    'upload_too_large',
    `The file is larger than ${Math.floor(maxUploadBytes / 1_000_000)} MB. Send a smaller photo.`,
  );

const limitLinks = (perMinute: number) =>
  limitCallers(
    limitPerMinute({
      name: 'link',
      perMinute,
      detail: `The link was used more than ${perMinute} times in a minute. Wait a moment.`,
    }),
    (request) => getVisitor(request).sessionId,
  );
