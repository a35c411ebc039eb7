import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { CheckAnswer } from './answer-check.ts';
import { type Caller, type RawRequest, toRequest } from './caller.ts';
import { type Catalogue, exampleOf, inOrder, type Objects } from './catalogue.ts';
import { type Operation, resolveSchema, type Schema } from './document.ts';
import { changedTables, takeFingerprint } from './fingerprint.ts';

export interface BadInputCase {
  readonly document: object;
  readonly operations: readonly Operation[];
  /** Those of the document that are left out. */
  readonly others?: readonly Operation[];
  readonly catalogue: Catalogue;
  readonly objects: Objects;
  readonly caller: Caller;
  readonly check: CheckAnswer;
  readonly owner: Kysely<Tables>;
  /** Of a photo or another body that is no JSON. */
  readonly largestBodyBytes: number;
  /** Whether members and parameters that the document does not name are passed over instead of refused. */
  readonly passesUnknown?: boolean;
  /** Operations that take up to 16 MB of JSON; the others are tried with 10 MB. */
  readonly takesLarge?: (operation: Operation) => boolean;
}

/** A request that says something wrong. */
interface BadRequest {
  readonly what: string;
  readonly request: RawRequest;
  /** The document forbids it, so that it has to be refused; otherwise it may not fail on our side. */
  readonly isForbidden: boolean;
}

/**
 * Sends each operation what it does not take. What the document forbids is a 4xx in its own envelope and writes nothing; whatever
 * else is sent is never a 5xx. Gives a sentence for each request that is answered otherwise.
 */
export const findBadAnswers = async (test: BadInputCase): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const operation of inOrder(test.operations, test.catalogue)) {
    const requests = badRequests(test, operation);
    const before = await takeFingerprint(test.owner);
    for (const bad of requests.filter(({ isForbidden }) => isForbidden)) {
      const problem = await findProblem(test, operation, bad);
      if (problem !== null) found.push(`${operation.key} with ${bad.what}: ${problem}`);
    }
    const changed = changedTables(before, await takeFingerprint(test.owner));
    if (changed.length > 0) found.push(`${operation.key}: bad input changed ${changed.join(', ')}`);
    for (const bad of requests.filter(({ isForbidden }) => !isForbidden)) {
      const problem = await findProblem(test, operation, bad);
      if (problem !== null) found.push(`${operation.key} with ${bad.what}: ${problem}`);
    }
  }
  return found;
};

const findProblem = async (
  { caller, check }: BadInputCase,
  operation: Operation,
  { request, isForbidden }: BadRequest,
): Promise<string | null> => {
  const answer = await caller.send(request);
  if (answer.status >= 500) return `answers ${answer.status}: ${answer.text.slice(0, 200)}`;
  if (isForbidden && answer.status < 400) return `answers ${answer.status}`;
  // A refusal of the method or of the whole path is no answer of the operation.
  if (request.method !== operation.method) return answer.status === 405 ? null : `answers ${answer.status}, not 405`;
  return check(operation, answer);
};

const badRequests = (test: BadInputCase, operation: Operation): readonly BadRequest[] => {
  const example = exampleOf(test.catalogue, operation, test.objects);
  const good = toRequest(operation, example);
  return [
    ...badMethods(test, operation, good),
    ...badPaths(operation, example),
    ...badQueries(test, operation, good, example.query ?? {}),
    ...(operation.body?.contentType === 'application/json' ? badBodies(test, operation, good, example.body) : []),
    ...(operation.body !== null && operation.body.contentType !== 'application/json' ? badBytes(test, good) : []),
  ];
};

const allMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const badMethods = (
  { operations, others = [] }: BadInputCase,
  { path }: Operation,
  good: RawRequest,
): readonly BadRequest[] => {
  const taken = [...operations, ...others]
    .filter((one) => shapeOf(one.path) === shapeOf(path))
    .map(({ method }) => String(method));
  return allMethods
    .filter((method) => !taken.includes(method))
    .map((method) => ({
      what: `the method ${method}`,
      request: { method, url: good.url, headers: {} },
      isForbidden: true,
    }));
};

/** How a varying part is called means nothing. */
const shapeOf = (path: string): string => path.replaceAll(/\{\w+\}/g, '{}');

/** As they stand in a URL. */
const badIds = [
  'abc',
  '%00',
  '%2e%2e%2f',
  '-1',
  '1e99',
  "'%20or%201=1--",
  '%F0%9F%98%80',
  '%zz',
  '%C3%A4',
  'x'.repeat(400),
];

const badPaths = (operation: Operation, example: Parameters<typeof toRequest>[1]): readonly BadRequest[] =>
  operation.pathParameters.flatMap((name) =>
    badIds.map((id) => ({
      what: `${name} = ${id.slice(0, 20)}`,
      request: toRequest(operation, { ...example, params: { ...example.params, [name]: id } }),
      // Some parts of a path are names that anything may be.
      isForbidden: /id$/i.test(name) || name === 'number',
    })),
  );

const badValues = ['', '%00', 'x'.repeat(5000), '%zz', '[object%20Object]', '-1', '1e400', 'null', '%F0%9F%98%80'];

const badQueries = (
  { passesUnknown = false }: BadInputCase,
  operation: Operation,
  good: RawRequest,
  given: Readonly<Record<string, string>>,
): readonly BadRequest[] => {
  const path = good.url.split('?')[0] ?? '';
  const withQuery = (query: Readonly<Record<string, string>>, more = ''): RawRequest => ({
    ...good,
    url: `${path}?${Object.entries(query)
      .map(([name, value]) => `${name}=${value}`)
      .join('&')}${more}`,
  });
  return [
    { what: 'an unknown parameter', request: withQuery(given, '&unknownParameter=1'), isForbidden: !passesUnknown },
    { what: 'a prototype as parameter', request: withQuery(given, '&__proto__=1'), isForbidden: false },
    ...operation.queryParameters.flatMap((name) => [
      ...badValues.map((value) => ({
        what: `${name} = ${value.slice(0, 20)}`,
        request: withQuery({ ...given, [name]: value }),
        isForbidden: false,
      })),
      { what: `${name} twice`, request: withQuery({ ...given, [name]: '1' }, `&${name}=2`), isForbidden: true },
    ]),
  ];
};

/** One of each kind, and what is hard to keep. */
const strangeValues: readonly (readonly [name: string, value: unknown])[] = [
  ['null', null],
  ['true', true],
  ['a fraction', 12345.678],
  ['a huge number', 1e300],
  ['a negative number', -1],
  ['an empty text', ''],
  ['a text with NUL', 'a\u0000b'],
  ['half a character', 'a\ud800b'],
  ['a long text', 'x'.repeat(300_000)],
  ['an empty list', []],
  ['a list of lists', [[[1]]]],
  ['an empty object', {}],
  ['an object of oddities', JSON.parse('{"__proto__":{"a":1},"constructor":2,"":3}')],
];

const badBodies = (
  test: BadInputCase,
  operation: Operation,
  good: RawRequest,
  body: unknown,
): readonly BadRequest[] => {
  const isJson = { 'content-type': 'application/json' };
  const raw = (what: string, payload: string | Buffer, isForbidden = true): BadRequest => ({
    what,
    request: { method: good.method, url: good.url, headers: isJson, payload },
    isForbidden,
  });
  const own = body === undefined || body === null || Buffer.isBuffer(body) ? {} : Object(body);
  return [
    raw('what is no JSON', '{"a":'),
    raw('a comment', '{} // x'),
    raw('bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])),
    raw('NUL bytes', Buffer.alloc(64)),
    raw('a nesting of 10,000', `${'['.repeat(10_000)}${']'.repeat(10_000)}`),
    raw('a nesting of 10,000 objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`),
    raw('a huge text', hugeJson(test.takesLarge?.(operation) === true ? 20_000_000 : 10_000_000)),
    ...['[]', '"text"', '1', 'null', 'true'].map((text) => raw(`a body that is ${text}`, text, text !== 'null')),
    ...['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'].map(
      (contentType) => ({
        what: `the content type ${contentType}`,
        request: { ...good, headers: { 'content-type': contentType }, payload: JSON.stringify(own) },
        isForbidden: true,
      }),
    ),
    raw('an unknown member', JSON.stringify({ ...own, unknownMember: 1 }), test.passesUnknown !== true),
    ...badMembers(test, operation, own).map(({ what, value, isForbidden }) =>
      raw(what, JSON.stringify(value), isForbidden),
    ),
  ];
};

const hugeJson = (length: number): string => `{"text":"${'x'.repeat(length)}"}`;

/** Each member of the schema left out, and with a value of each strange kind, which the schema itself judges. */
const badMembers = (
  { document }: BadInputCase,
  { body }: Operation,
  own: Readonly<Record<string, unknown>>,
): readonly { readonly what: string; readonly value: unknown; readonly isForbidden: boolean }[] => {
  const schema = resolveSchema(document, body?.schema ?? {});
  const validate = compile(document, schema);
  const judged = (what: string, value: unknown) => ({ what, value, isForbidden: !validate(value) });
  const names = Object.keys(Object(schema.properties));
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  return [
    ...required.map((name) => {
      const { [name]: _left, ...rest } = own;
      return judged(`no ${name}`, rest);
    }),
    ...names.flatMap((name) =>
      strangeValues.map(([kind, value]) => judged(`${name} = ${kind}`, { ...own, [name]: value })),
    ),
  ];
};

const compile = (document: object, schema: Schema) => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ ...document, $id: 'document:/' });
  return ajv.compile({ ...JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document:/#/')) });
};

const badBytes = ({ largestBodyBytes }: BadInputCase, good: RawRequest): readonly BadRequest[] =>
  [
    ['nothing', Buffer.alloc(0)],
    ['NUL bytes', Buffer.alloc(1000)],
    ['JSON', Buffer.from('{}')],
    ['the beginning of a JPEG', Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex')],
    ['the beginning of a PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['more than is allowed', Buffer.alloc(largestBodyBytes + 1)],
  ].map(([what, payload]) => ({
    what: String(what),
    request: { ...good, headers: { 'content-type': 'image/jpeg' }, payload: Buffer.from(payload ?? '') },
    isForbidden: true,
  }));
