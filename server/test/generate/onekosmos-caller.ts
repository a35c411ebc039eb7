import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { WireClient } from '../../api/onekosmos/test/client.ts';
import type { Caller, RawRequest } from './caller.ts';

/** How what the generators write travels: as the whole body, or under `data`, in clear or encrypted. */
export type Wrapping = 'none' | 'clear' | 'encrypted';

export interface Credentials {
  /** A licence, in clear: it goes out encrypted. */
  readonly licence?: string;
  /** A JSON Web Token. */
  readonly token?: string;
}

const prefix = '/onekosmos/workflowapi';

/** Its body has no envelope, and its answer is a cipher text of somebody else's. */
const isHelper = (url: string): boolean => url.startsWith('/ecdsa_helper');

/**
 * Somebody with a key pair, and a licence, a login or neither. Answers are given as the document describes them: with what
 * stands under `data` decrypted.
 */
export const wireCaller = (
  app: FastifyInstance,
  { name, client, wrapping }: { readonly name: string; readonly client: WireClient; readonly wrapping: Wrapping },
  { licence, token }: Credentials,
): Caller => ({
  name,
  send: async (request) => {
    const { method, url, headers, payload } = isHelper(request.url) ? request : wrap(client, wrapping, request);
    const answer = await app.inject({
      method: method as 'GET',
      url: prefix + url,
      headers: {
        requestid: client.requestId(),
        publickey: client.publicKey,
        ...(licence !== undefined && { licensekey: client.encrypt(licence) }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(payload !== undefined && { payload }),
    });
    return {
      status: answer.statusCode,
      contentType: String(answer.headers['content-type'] ?? '').split(';')[0] ?? '',
      headers: answer.headers,
      text: isHelper(url) ? answer.body : toClear(client, answer.body),
    };
  },
});

/** Whatever the body is, JSON or not, takes the place that the meaning of a request has. */
const wrap = (client: WireClient, wrapping: Wrapping, request: RawRequest): RawRequest => {
  const { payload } = request;
  if (payload === undefined || wrapping === 'none') return request;
  const data = wrapping === 'encrypted' ? Buffer.from(`"${client.encrypt(payload)}"`) : Buffer.from(payload);
  return { ...request, payload: Buffer.concat([Buffer.from('{"data":'), data, Buffer.from('}')]) };
};

const encrypted = z.looseObject({ data: z.string() });

const toClear = (client: WireClient, text: string): string => {
  const body = text === '' ? undefined : encrypted.safeParse(JSON.parse(text)).data;
  return body === undefined ? text : JSON.stringify({ ...body, data: JSON.parse(client.decrypt(body.data)) });
};

const wrapped = z.object({
  required: z.boolean(),
  content: z.object({
    'application/json': z.object({
      schema: z.object({ properties: z.object({ data: z.record(z.string(), z.unknown()) }) }),
    }),
  }),
});

/** The document with what stands under `data` as the whole body, for callers who wrap it. */
export const unwrapBodies = (document: object): object => {
  const unwrapped: unknown = JSON.parse(JSON.stringify(document), (member, value: unknown) => {
    const body = member === 'requestBody' ? wrapped.safeParse(value).data : undefined;
    if (body === undefined) return value;
    const { data } = body.content['application/json'].schema.properties;
    return { required: body.required, content: { 'application/json': { schema: data } } };
  });
  return Object(unwrapped);
};
