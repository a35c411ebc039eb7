import { createCipheriv, createDecipheriv, createECDH, randomBytes, randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

/*
 * A client of the 1Kosmos Workflows API that knows nothing of our code: it is written from the description of the wire
 * alone, with a key pair of its own, and so shows that the server speaks what others understand.
 */

export interface WireRequest {
  readonly method: string;
  /** Path and query, from the root. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** How requests travel. */
export type Send = (request: WireRequest) => Promise<{ readonly status: number; readonly text: string }>;

export const throughApp =
  (app: FastifyInstance): Send =>
  async ({ method, url, headers, body }) => {
    const answer = await app.inject({
      method: method as 'GET',
      url,
      headers,
      ...(body !== undefined && { payload: body }),
    });
    return { status: answer.statusCode, text: answer.body };
  };

export const throughNetwork =
  (baseUrl: string): Send =>
  async ({ method, url, headers, body }) => {
    const answer = await fetch(baseUrl + url, { method, headers, ...(body !== undefined && { body }) });
    return { status: answer.status, text: await answer.text() };
  };

export interface WireCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the prefix: `/workflow_instance/poll`. */
  readonly path: string;
  /** In clear: it goes out encrypted. */
  readonly licence?: string;
  /** A JSON Web Token. */
  readonly token?: string;
  /** What goes under `data`. */
  readonly data?: unknown;
  /** `data` goes as it is, not encrypted. */
  readonly inClear?: boolean;
  /** The body as it is, in place of `data`. */
  readonly body?: unknown;
  /** In place of those that the client would send; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface WireAnswer {
  readonly status: number;
  /** The body as it came; null for none. */
  readonly json: unknown;
  /** What stood under `data`, decrypted where it was a text; undefined where there was none. */
  readonly data: unknown;
}

export interface WireClient {
  /** Base64 of X and Y. */
  readonly publicKey: string;
  readonly privateKey: string;
  encrypt(text: string | Buffer): string;
  /** Throws for what was not encrypted for this client by this server. */
  decrypt(text: string): string;
  /** The header `requestid` of this moment; members given stand in for its own. */
  requestId(members?: Readonly<Record<string, unknown>>): string;
  call(call: WireCall): Promise<WireAnswer>;
}

export interface WireClientOptions {
  readonly send: Send;
  /** The server's clock, where it stands still. */
  readonly now?: () => Date;
  readonly prefix?: string;
}

/** Asks for the server's key first, as the vendor's clients do. */
export const openWireClient = async ({
  send,
  now = () => new Date(),
  prefix = '/onekosmos/workflowapi',
}: WireClientOptions): Promise<WireClient> => {
  const asked = await send({ method: 'GET', url: `${prefix}/publickeys`, headers: {}, body: undefined });
  const server = z.object({ publicKey: z.string().length(88) }).parse(JSON.parse(asked.text)).publicKey;
  const pair = createECDH('secp256k1');
  pair.generateKeys();
  const secret = pair.computeSecret(Buffer.concat([Buffer.of(4), Buffer.from(server, 'base64')]));
  const publicKey = pair.getPublicKey().subarray(1).toString('base64');

  const encrypt = (text: string | Buffer): string => {
    const iv = randomBytes(16);
    const cipher = createCipheriv('aes-256-gcm', secret, iv);
    return Buffer.concat([iv, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64');
  };
  const decrypt = (text: string): string => {
    const bytes = Buffer.from(text, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, 16));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(16, -16)), decipher.final()]).toString('utf8');
  };
  const requestId: WireClient['requestId'] = (members = {}) => {
    const ts = Math.floor(now().getTime() / 1000);
    return encrypt(JSON.stringify({ ts, uuid: randomUUID(), appid: 'com.example.test', ...members }));
  };

  const bodyOf = ({ data, inClear = false, body }: WireCall): string | undefined => {
    if (body !== undefined) return typeof body === 'string' ? body : JSON.stringify(body);
    if (data === undefined) return undefined;
    return JSON.stringify({ data: inClear ? data : encrypt(JSON.stringify(data)) });
  };
  const headersOf = (call: WireCall, body: string | undefined): Record<string, string> => {
    const all = {
      requestid: requestId(),
      publickey: publicKey,
      ...(call.licence !== undefined && { licensekey: encrypt(call.licence) }),
      ...(call.token !== undefined && { authorization: `Bearer ${call.token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...call.headers,
    };
    return Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
  };
  const dataOf = (json: unknown): unknown => {
    const { data } = z.object({ data: z.unknown() }).partial().safeParse(json).data ?? {};
    return typeof data === 'string' ? JSON.parse(decrypt(data)) : data;
  };

  return {
    publicKey,
    privateKey: pair.getPrivateKey().toString('base64'),
    encrypt,
    decrypt,
    requestId,
    call: async (call) => {
      const body = bodyOf(call);
      const { status, text } = await send({
        method: call.method,
        url: prefix + call.path,
        headers: headersOf(call, body),
        body,
      });
      const json: unknown = text === '' ? null : JSON.parse(text);
      return { status, json, data: call.path.startsWith('/ecdsa_helper') ? undefined : dataOf(json) };
    },
  };
};
