import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { registerCaptureApi } from './api/capture/register.ts';
import { answerDeepIdvFrameworkError, registerDeepIdvApi } from './api/deepidv/register.ts';
import { createPlaceReader, createUrlRewriter } from './api/dialect-host.ts';
import { describeApi } from './api/native/openapi.ts';
import { registerNativeApi } from './api/native/register.ts';
import { answerOneKosmosFrameworkError, registerOneKosmosApi } from './api/onekosmos/register.ts';
import { answerFrameworkError, answerWithProblems } from './api/problem.ts';
import { drainRefusedBodies } from './api/refused-body.ts';
import { answerVerifaFrameworkError, registerVerifaApi } from './api/verifa/register.ts';
import type { Config } from './config.ts';
import type { DomainContext } from './domain/context.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './observe/metrics.ts';
import { registerMetrics } from './observe/register-metrics.ts';
import type { Tracing } from './observe/tracing.ts';
import { addHeaders, baseHeadersFor } from './page/base-headers.ts';
import { registerCapturePage } from './page/capture-page.ts';
import { registerDocsPage } from './page/docs-page.ts';
import { registerHomePage } from './page/home-page.ts';
import { registerLlmsText } from './page/llms-text.ts';
import { registerProblemPage } from './page/problem-page.ts';
import { readBuildVersion } from './version.ts';

export interface AppOptions {
  readonly context: DomainContext;
  readonly config: Config;
  readonly logger: Logger;
  readonly version: string;
  /** Null where the operator turned them off. */
  readonly metrics?: Metrics | null;
  readonly tracing?: Tracing | null;
  /** The built pages: `build/capture`. */
  readonly captureFolder: string;
  /** Certificates and key (PEM); null for http. */
  readonly tls?: { readonly cert: string; readonly key: string } | null;
}

/** The HTTP face of the product: every API and page, and what they share. */
export const createApp = async ({
  context,
  config,
  logger,
  version,
  captureFolder,
  metrics = null,
  tracing = null,
  tls = null,
}: AppOptions): Promise<FastifyInstance> => {
  const headers = baseHeadersFor({ isHttps: config.baseUrl.startsWith('https:') });
  const loggerInstance: FastifyBaseLogger = logger;
  const app = Fastify({
    loggerInstance,
    // Our own line for each request has the route's template: a URL may hold a link's token.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    trustProxy: config.trustProxy,
    rewriteUrl: createUrlRewriter(config),
    // These come before any hook.
    frameworkErrors: (error, request, reply) =>
      frameworkAnswerFor(request.url)(error, request, reply.headers(headers).header('x-request-id', request.id)),
    routerOptions: { maxParamLength: 200 },
    http: { maxHeaderSize: MAX_HEADER_BYTES },
    // A slow sender holds a connection, not more: Slowloris ends here.
    requestTimeout: 120_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    ...(tls !== null && { https: { ...tls, maxHeaderSize: MAX_HEADER_BYTES } }),
  });
  logRequests(app);
  tracing?.followRequests(app);
  if (metrics !== null && config.metricsToken !== null) registerMetrics(app, { metrics, token: config.metricsToken });
  addHeaders(app, headers);
  endConnectionsOnClose(app);
  drainRefusedBodies(app);
  answerWithProblems(app);
  await describeApi(app, { baseUrl: config.baseUrl, version });
  await app.register((api) => registerNativeApi(api, { context, version, rateLimits: config.rateLimits }), {
    prefix: '/api',
  });
  await app.register(
    (capture) =>
      registerCaptureApi(capture, {
        context,
        maxUploadBytes: config.maxUploadBytes,
        rateLimits: config.rateLimits,
      }),
    { prefix: '/api/capture' },
  );
  await app.register(
    (api) =>
      registerOneKosmosApi(api, {
        context,
        settings: config.oneKosmos,
        rateLimits: config.rateLimits,
        version: readBuildVersion(),
        placeOf: createPlaceReader(config),
      }),
    { prefix: '/onekosmos' },
  );
  await app.register((api) => registerVerifaApi(api, { context, version, rateLimits: config.rateLimits }), {
    prefix: '/verifa',
  });
  await app.register(
    (api) => registerDeepIdvApi(api, { context, version, rateLimits: config.rateLimits, ...config.deepIdv }),
    { prefix: '/deepidv' },
  );
  await registerDocsPage(app);
  await registerCapturePage(app, { folder: captureFolder });
  registerHomePage(app, { version });
  registerLlmsText(app, { baseUrl: config.baseUrl });
  registerProblemPage(app);
  return app;
};

/** Node's own limit is half of it, which the encrypted headers of some clients come close to. */
const MAX_HEADER_BYTES = 32 * 1024;

/** What is refused before any plugin is reached is still answered in the words of the API that was asked. */
export const frameworkAnswerFor = (url: string): typeof answerFrameworkError =>
  frameworkAnswers.find(([prefix]) => url.startsWith(prefix))?.[1] ?? answerFrameworkError;

const frameworkAnswers: readonly (readonly [prefix: string, answer: typeof answerFrameworkError])[] = [
  ['/onekosmos/', answerOneKosmosFrameworkError],
  ['/verifa/', answerVerifaFrameworkError],
  ['/deepidv/', answerDeepIdvFrameworkError],
];

/** Who is answered while the server closes is told to leave: a connection kept open for more would hold up the end. */
const endConnectionsOnClose = (app: FastifyInstance): void => {
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isClosing) reply.header('connection', 'close');
    done(null, payload);
  });
};

const logRequests = (app: FastifyInstance): void => {
  app.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
    done();
  });
};
