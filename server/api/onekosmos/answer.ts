import type { FastifyReply, FastifyRequest } from 'fastify';
import { encryptText } from './cipher.ts';
import { sendClear } from './errors.ts';
import type { OneKosmosRoute } from './route.ts';

export interface Wording {
  /** What both sides know; null for whoever sent no key. */
  readonly secret: Parameters<typeof encryptText>[0] | null;
  /** The server's own, base64. */
  readonly publicKey: string;
  readonly isClear: boolean;
}

/**
 * The one switch between clear and encrypted answers: what came encrypted is answered encrypted; else the operator's
 * setting or the header `noecdsa` asks for clear.
 */
export const isAnsweredInClear = (
  { headers }: Pick<FastifyRequest, 'headers'>,
  { wasEncrypted, hasClearAnswers }: { readonly wasEncrypted: boolean; readonly hasClearAnswers: boolean },
): boolean => !wasEncrypted && (hasClearAnswers || (headers.noecdsa ?? '') !== '');

/** Sends what a handler gave in the envelope of its route. */
export const sendAnswer = (
  reply: FastifyReply,
  { status, envelope }: Pick<OneKosmosRoute, 'status' | 'envelope'>,
  value: unknown,
  { secret, publicKey, isClear }: Wording,
): FastifyReply => {
  if (status === 204) return reply.code(status).send();
  if (envelope === 'bare') return sendClear(reply, status, value);
  if (secret !== null && !isClear) {
    return sendClear(reply, status, { data: encryptText(secret, JSON.stringify(value)), publicKey });
  }
  return sendClear(reply, status, envelope === 'keyed' ? { data: value, publicKey } : { data: value });
};
