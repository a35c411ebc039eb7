import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Standard output unless a test gives its own. */
  readonly destination?: DestinationStream;
}

/**
 * One JSON object a line, times in UTC. A line says what happened to which object by id; it never holds what a person
 * submitted, a document said, a secret or a URL with its parameters. The list below is a second net for a caller's slip.
 */
export const createLogger = ({ level, destination }: LoggerOptions): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      // Our own walk and not pino's `redact`, whose wildcards cost 27 us a line on the request path.
      formatters: { level: (label) => ({ level: label }), log: redactMembers },
      serializers: { err: (described: unknown) => described },
    },
    destination ?? pino.destination({ fd: 1, sync: false }),
  );

/** The lines of one request or one job carry its id. */
export const forRequest = (logger: Logger, requestId: string): Logger => logger.child({ requestId });

/** Members that hold secrets or personal data wherever they turn up in what is logged. */
const redactedNames: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'key',
  'masterKey',
  'payload',
  'input',
  'answers',
  'fields',
  'document',
  'entity',
  'name',
  'email',
  'phone',
  'birthDate',
  'body',
  'url',
  'lines',
]);

const maxDepth = 4;

const redactMembers = (members: object, depth = 1): Record<string, unknown> => {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(members)) {
    shown[name] = redactedNames.has(name) ? '[redacted]' : redactValue(name, value, depth);
  }
  return shown;
};

const redactValue = (name: string, value: unknown, depth: number): unknown => {
  if (value instanceof Error || name === 'err') return describeError(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= maxDepth) return '[deeper]';
  return Array.isArray(value) ? value.map((item) => redactValue('', item, depth + 1)) : redactMembers(value, depth + 1);
};

/**
 * A thrown error without the members that libraries attach to it (a statement's parameters, a row's values). PostgreSQL
 * quotes values in the messages of data errors (SQLSTATE class 22) and constraint errors (class 23), so of those only
 * the code and the stack's places stay. Of anything else that was thrown only its kind is told.
 */
const describeError = (error: unknown): Record<string, unknown> => {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = errorCode(error);
  const quotesValues = typeof code === 'string' && /^2[23][0-9A-Z]{3}$/.test(code);
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    message: quotesValues ? `database error ${code}` : error.message,
    stack: placesOf(error.stack),
  };
};

const errorCode = (error: Error): string | number | undefined => {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' || typeof code === 'number' ? code : undefined;
};

/** The stack's first lines repeat the message. */
const placesOf = (stack = ''): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
