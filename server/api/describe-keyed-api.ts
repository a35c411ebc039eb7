import { z } from 'zod';
import type { KeyedRoute } from './keyed-route.ts';

/** What an OpenAPI document says of a vendor's API beside its routes. */
export interface KeyedApiDescription {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly baseUrl: string;
  /** What stands before each route's path. */
  readonly prefix: string;
  readonly routes: readonly KeyedRoute[];
  /** Headers that every route takes beside the key. */
  readonly headers: readonly { readonly name: string; readonly description: string; readonly schema: z.ZodType }[];
  /** Refusals that every route can give, by their status, and those of the ones that take a body. */
  readonly refusals: Readonly<Record<number, string>>;
  readonly bodyRefusals: Readonly<Record<number, string>>;
  /** The envelope of a refusal. */
  readonly refusal: z.ZodType;
}

/** An OpenAPI 3.1 document of the API. */
export const describeKeyedApi = (api: KeyedApiDescription): object => ({
  openapi: '3.1.0',
  info: { title: api.title, version: api.version, description: api.description },
  servers: [{ url: api.baseUrl }],
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-api-key' } } },
  paths: Object.fromEntries(
    [...Map.groupBy(api.routes, (route) => pathOf(api, route))].map(([path, routes]) => [
      path,
      Object.fromEntries(routes.map((route) => [route.method.toLowerCase(), describeRoute(api, route)])),
    ]),
  ),
});

const pathOf = ({ prefix }: KeyedApiDescription, { url }: KeyedRoute): string =>
  prefix + url.replaceAll(/:(\w+)/g, '{$1}');

const describeRoute = (api: KeyedApiDescription, route: KeyedRoute) => {
  const takesBody = route.method === 'POST';
  const refusals = takesBody ? { ...api.refusals, ...api.bodyRefusals } : api.refusals;
  return {
    summary: route.summary,
    operationId: operationId(route),
    description: `The key needs the scope ${route.scopes.map((scope) => `\`${scope}\``).join(' or ')}.`,
    security: [{ key: [] }],
    parameters: [
      ...describeParameters('path', route.takes.params),
      ...describeParameters('query', route.takes.query),
      ...api.headers.map(({ schema, ...header }) => ({
        ...header,
        in: 'header',
        required: false,
        schema: toSchema(schema),
      })),
    ],
    ...(takesBody && { requestBody: { required: true, content: asJson(route.takes.body) } }),
    responses: {
      [route.status]: { description: 'Success.', content: asJson(route.gives, 'output') },
      ...Object.fromEntries(
        Object.entries(refusals).map(([status, description]) => [
          status,
          { description, content: asJson(api.refusal, 'output') },
        ]),
      ),
    },
  };
};

/** `POST /workflows/:workflow_id/trigger` is `post_workflows_workflow_id_trigger`. */
const operationId = ({ method, url }: KeyedRoute): string =>
  [method.toLowerCase(), ...url.split(/\W+/).filter((word) => word !== '')].join('_');

const objectSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

const describeParameters = (place: 'path' | 'query', schema: z.ZodType) => {
  const { properties, required } = objectSchema.parse(toSchema(schema));
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
};

const asJson = (schema: z.ZodType, io: 'input' | 'output' = 'input') => ({
  'application/json': { schema: toSchema(schema, io) },
});

const toSchema = (schema: z.ZodType, io: 'input' | 'output' = 'input') => {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return described;
};
