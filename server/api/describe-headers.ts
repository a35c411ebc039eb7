/** The part of an OpenAPI document that is looked at here. */
interface Document {
  paths?: unknown;
  components?: object;
}

/** What headers mean is said once, under `components`; the operations refer to it. */
const headers = {
  RequestId: {
    description: 'Names the request in the server’s log; tell it to the operator when something is wrong.',
    schema: { type: 'string', format: 'uuid' },
  },
  RateLimitPolicy: {
    description:
      'The limits that hold for this caller (IETF draft-ietf-httpapi-ratelimit-headers-10): `"key";q=6000;w=60` are 6000 requests in 60 seconds. Left out where the operator set no limit.',
    schema: { type: 'string' },
  },
  RateLimit: {
    description: 'What is left of each limit, and the seconds until it is whole again: `"key";r=5999;t=42`.',
    schema: { type: 'string' },
  },
  RetryAfter: { description: 'Seconds to wait before the request is repeated.', schema: { type: 'integer' } },
  IdempotentReplayed: {
    description: '`true` where the answer is that of an earlier request with the same Idempotency-Key.',
    schema: { type: 'string', const: 'true' },
  },
};

/** Adds to every operation the headers that it takes and answers with. The schema is that of `Idempotency-Key`. */
export function describeHeaders<Whole extends Document>(
  document: Whole,
  { description, ...schema }: { readonly description?: string | undefined },
): Whole {
  const parameters = {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      ...(description !== undefined && { description }),
      schema,
    },
  };
  return {
    ...document,
    components: { ...document.components, headers, parameters },
    paths: mapMembers(document.paths, (path) => mapMembers(path, describeOperation)),
  };
}

const describeOperation = (operation: unknown, method: string): unknown => {
  if (!isObject(operation)) return operation;
  const isLimited = Array.isArray(operation.security);
  const isIdempotent = JSON.stringify(operation.security) === '[{"key":[]}]' && method !== 'get';
  return {
    ...operation,
    ...(isIdempotent && {
      parameters: [...listOf(operation.parameters), { $ref: '#/components/parameters/IdempotencyKey' }],
    }),
    responses: mapMembers(operation.responses, (response, status) => ({
      ...(isObject(response) && response),
      headers: headersOf(Number(status), isLimited, isIdempotent),
    })),
  };
};

/** A refusal before the credential is known says nothing of its limits; those of a 429 are why it is one. */
const headersOf = (status: number, isLimited: boolean, isIdempotent: boolean) => ({
  'X-Request-Id': { $ref: '#/components/headers/RequestId' },
  ...(isLimited && {
    'RateLimit-Policy': { $ref: '#/components/headers/RateLimitPolicy' },
    RateLimit: { $ref: '#/components/headers/RateLimit' },
  }),
  ...((status === 429 || (status === 409 && isIdempotent)) && {
    'Retry-After': { $ref: '#/components/headers/RetryAfter' },
  }),
  ...(isIdempotent && status < 500 && { 'Idempotent-Replayed': { $ref: '#/components/headers/IdempotentReplayed' } }),
});

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const mapMembers = (value: unknown, change: (member: unknown, name: string) => unknown): unknown =>
  isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, change(member, name)]))
    : value;
