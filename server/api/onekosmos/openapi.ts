import { z } from 'zod';
import type { DomainContext } from '../../domain/context.ts';
import { none } from '../endpoint.ts';
import type { OneKosmosRoute } from './route.ts';
import { routes } from './routes.ts';

/** What each letter of a route's headers stands for. */
const headers = {
  R: { name: 'requestid', description: 'Encrypted JSON of appid (text), uuid (text) and ts (seconds since 1970).' },
  P: { name: 'publickey', description: 'The caller’s public key: base64 of X and Y of a point on secp256k1.' },
  L: { name: 'licensekey', description: 'The licence, encrypted.' },
  J: { name: 'authorization', description: '`Bearer` and a JSON Web Token.' },
  X: { name: 'x-ext-id', description: 'The id of an extension, encrypted.' },
} as const;

type Letter = keyof typeof headers;

const letters: readonly Letter[] = ['R', 'P', 'L', 'J', 'X'];

const general = z.object({ statusCode: z.int(), error: z.string(), message: z.string() });
const ofExecution = z.object({
  success: z.literal(false),
  error: z.string(),
  details: z.object({ message: z.string() }).optional(),
});

const EXECUTE_NODE = 19;

/** The dialect as OpenAPI 3.1: bodies and answers in clear, as they are before and after encryption. */
export const describeOneKosmos = ({
  context,
  version,
}: {
  readonly context: Pick<DomainContext, 'baseUrl'>;
  readonly version: string;
}): Readonly<Record<string, unknown>> => ({
  openapi: '3.1.0',
  info: {
    title: 'Gatehouse, 1Kosmos Workflows API',
    version,
    description:
      'The API of 1Kosmos Workflows on the sessions and workflows of this server. `data` of a request may be encrypted or clear; answers are encrypted for whoever sends `publickey`, unless the header `noecdsa` asks for clear.',
  },
  servers: [{ url: `${context.baseUrl}/onekosmos/workflowapi` }],
  components: {
    securitySchemes: {
      licence: { type: 'apiKey', in: 'header', name: 'licensekey', description: headers.L.description },
      login: { type: 'http', scheme: 'bearer', description: 'A JSON Web Token.' },
    },
  },
  paths: describePaths(),
});

const describePaths = (): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    [...Map.groupBy(routes.flatMap(pathsOf), ({ path }) => path)].map(([path, members]) => [
      path,
      Object.fromEntries(members.map(({ route }) => [route.method.toLowerCase(), describe(path, route)])),
    ]),
  );

interface PlacedRoute {
  readonly path: string;
  readonly route: OneKosmosRoute;
}

/** OpenAPI knows no optional part of a path: there are two paths then. */
const pathsOf = (route: OneKosmosRoute): PlacedRoute[] => {
  const toPath = (url: string): string => url.replaceAll(/:(\w+)\??/g, '{$1}');
  if (!route.url.endsWith('?')) return [{ path: toPath(route.url), route }];
  return [route.url.replace(/\/:\w+\?$/, ''), route.url].map((url) => ({ path: toPath(url), route }));
};

const describe = (path: string, route: OneKosmosRoute): Readonly<Record<string, unknown>> => {
  const { query, body } = route.takes;
  return {
    summary: route.summary,
    operationId: operationId(path, route),
    description: describeAccess(route),
    security: securityOf(route),
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter('path', name ?? '', true)),
      ...describeQuery(query),
      ...letters.filter((letter) => 'RPX'.includes(letter)).flatMap((letter) => describeHeader(letter, route)),
    ],
    ...(body !== none && { requestBody: describeBody(route) }),
    responses: describeResponses(route),
  };
};

const operationId = (path: string, { method }: OneKosmosRoute): string =>
  [method.toLowerCase(), ...path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')].join('_');

const describeAccess = ({ requires, accepts, levels, permissions }: OneKosmosRoute): string => {
  if (!/[LJ]/.test(requires + accepts)) return 'Needs neither a licence nor a login.';
  const parts = [
    levels.length > 0 && `a licence of the level ${levels.join(', ')}`,
    permissions.length > 0 && `a login with the permission ${permissions.join(' or ')}`,
  ].filter((part) => part !== false);
  return `Needs ${parts.length === 0 ? 'a login' : parts.join(', or ')}.`;
};

const securityOf = ({ requires, accepts }: OneKosmosRoute): readonly Readonly<Record<string, readonly never[]>>[] => {
  const takes = requires + accepts;
  return [...(takes.includes('L') ? [{ licence: [] }] : []), ...(takes.includes('J') ? [{ login: [] }] : [])];
};

const parameter = (place: string, name: string, required: boolean, description?: string) => ({
  name,
  in: place,
  required,
  ...(description !== undefined && { description }),
  schema: { type: 'string' },
});

const describeHeader = (letter: Letter, { requires, accepts }: OneKosmosRoute) => {
  if (!(requires + accepts).includes(letter)) return [];
  const { name, description } = headers[letter];
  return [parameter('header', name, requires.includes(letter), description)];
};

const objectSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

const describeQuery = (query: z.ZodType) => {
  const { properties, required } = objectSchema.parse(toSchema(query, 'input'));
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
};

const HELPER = 26;

/** Under `data`, but for the one body that has no envelope. */
const describeBody = ({ number, takes }: OneKosmosRoute) => {
  const schema = toSchema(takes.body, 'input');
  const isRequired = !takes.body.safeParse({}).success;
  const wrapped = { type: 'object', properties: { data: schema }, ...(isRequired && { required: ['data'] }) };
  return { required: isRequired, content: { 'application/json': { schema: number === HELPER ? schema : wrapped } } };
};

const describeResponses = (route: OneKosmosRoute): Readonly<Record<string, unknown>> => {
  const refusal = toSchema(route.number === EXECUTE_NODE ? ofExecution : general, 'output');
  const refusals = statusesOf(route).map((status) => [
    status,
    { description: 'Refused.', content: { 'application/json': { schema: refusal } } },
  ]);
  return { [route.status]: describeSuccess(route), ...Object.fromEntries(refusals) };
};

/** What anybody may meet, and what only those who send something of the kind. */
const statusesOf = ({ requires, accepts, method }: OneKosmosRoute): readonly number[] => [
  400,
  ...(requires.includes('R') ? [401] : []),
  ...(/[LJ]/.test(requires + accepts) ? [403] : []),
  404,
  ...(method === 'GET' || method === 'DELETE' ? [] : [413, 415]),
  429,
  500,
  503,
];

const describeSuccess = ({ status, envelope, gives }: OneKosmosRoute) => {
  if (status === 204) return { description: 'Success.' };
  const schema = toSchema(gives, 'output');
  const publicKey = { type: 'string', description: 'The key that `data` is encrypted under; absent in clear answers.' };
  const enveloped = { type: 'object', properties: { data: schema, publicKey }, required: ['data'] };
  return {
    description: 'Success.',
    content: { 'application/json': { schema: envelope === 'bare' ? schema : enveloped } },
  };
};

const toSchema = (schema: z.ZodType, io: 'input' | 'output'): Readonly<Record<string, unknown>> => {
  const { $schema: _, $defs: __, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  // What refers to itself here is JSON of any shape; a reference would lead nowhere from inside the document.
  return JSON.parse(JSON.stringify(described).replaceAll(/\{"\$ref":"#\/\$defs\/__schema\d+"\}/g, '{}'));
};
