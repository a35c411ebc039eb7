import { z } from 'zod';

/** One operation of an OpenAPI 3.1 document, as far as the generators look at it. */
export interface Operation {
  /** `POST /api/sessions/{id}/cancel`. */
  readonly key: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly pathParameters: readonly string[];
  readonly queryParameters: readonly string[];
  /** Those that the document names as parameters. */
  readonly headers: readonly string[];
  /** The content type and schema of the body; null where none is taken. */
  readonly body: { readonly contentType: string; readonly schema: Schema; readonly isRequired: boolean } | null;
  /** The content type that each documented status answers with. */
  readonly answers: ReadonlyMap<number, string>;
  /** The name of the credential that it needs; null for none. */
  readonly credential: string | null;
  /** Those of which one is needed. */
  readonly credentials: readonly string[];
}

/** A JSON Schema of which a few members are looked at. */
export type Schema = Readonly<Record<string, unknown>>;

const schema = z.record(z.string(), z.unknown());
const content = z.record(z.string(), z.object({ schema }));
const operation = z.object({
  parameters: z.array(z.looseObject({ name: z.string().optional(), in: z.string().optional() })).default([]),
  requestBody: z.object({ required: z.boolean().default(false), content }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: content.default({}) })),
  security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
});
const openApi = z.looseObject({
  paths: z.record(z.string(), z.record(z.enum(['get', 'post', 'put', 'patch', 'delete']), operation.optional())),
});

const methods = { get: 'GET', post: 'POST', put: 'PUT', patch: 'PATCH', delete: 'DELETE' } as const;

/** Every operation of a document. Throws for a document of another shape. */
export const readOperations = (document: unknown): readonly Operation[] =>
  Object.entries(openApi.partial().parse(document).paths ?? {}).flatMap(([path, members]) =>
    Object.entries(methods).flatMap(([name, method]) => {
      const found = Object.entries(members).find(([member]) => member === name)?.[1];
      return found === undefined ? [] : [toOperation(path, method, found)];
    }),
  );

const toOperation = (path: string, method: Operation['method'], found: z.infer<typeof operation>): Operation => {
  const [body] = Object.entries(found.requestBody?.content ?? {});
  return {
    key: `${method} ${path}`,
    method,
    path,
    pathParameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''),
    queryParameters: parametersIn('query', found),
    headers: parametersIn('header', found),
    body:
      body === undefined
        ? null
        : { contentType: body[0], schema: body[1].schema, isRequired: found.requestBody?.required ?? false },
    answers: new Map(
      Object.entries(found.responses).map(([status, { content: answered }]) => [
        Number(status),
        Object.keys(answered)[0] ?? '',
      ]),
    ),
    credential: Object.keys(found.security[0] ?? {})[0] ?? null,
    credentials: found.security.flatMap((one) => Object.keys(one)),
  };
};

const parametersIn = (place: string, { parameters }: z.infer<typeof operation>): readonly string[] =>
  parameters.flatMap((one) => (one.in === place && one.name !== undefined ? [one.name] : []));

/** The schema itself where it is a reference into the same document. */
export const resolveSchema = (document: unknown, source: Schema): Schema => {
  if (typeof source.$ref !== 'string') return source;
  let here: unknown = document;
  for (const part of source.$ref.split('/').slice(1)) here = Reflect.get(Object(here), part);
  return schema.parse(here);
};
