import { createdKey, createKeyRequest, key, keyPage, rotateKeyRequest } from '@gatehouse/core/contract/key.ts';
import { pageQuery } from '@gatehouse/core/contract/page.ts';
import { ok, type Result } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import type { ActActor } from '../../domain/act/act.ts';
import type { MadeKey } from '../../domain/key/create-key.ts';
import { grantKey } from '../../domain/key/grant-key.ts';
import { getKey, listKeyPage } from '../../domain/key/read-key.ts';
import { revokeKey } from '../../domain/key/revoke-key.ts';
import { rotateKey } from '../../domain/key/rotate-key.ts';
import type { DomainError } from '../../errors.ts';
import { type Call, nothing, translated } from '../endpoint.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { type Caller, defineEndpoint } from './route.ts';
import { toCreatedKey, toGrantInput, toKey } from './translate-key.ts';

const keyPath = z.strictObject({ id: z.uuid() });

type AnyCall = Pick<Call<Caller, unknown, unknown, unknown>, 'context' | 'scope'>;

export const createKeyEndpoint = defineEndpoint({
  summary:
    'Make a key of this environment, which may do no more than the calling one; its token is in this answer and nowhere else',
  takes: { ...nothing, body: createKeyRequest },
  gives: createdKey,
  status: 201,
  errors: [],
  handler: async (call) =>
    withToken(call, await grantKey(call.context, call.scope, toGrantInput(call.body), idOf(call.actor))),
});

export const listKeysEndpoint = defineEndpoint({
  summary: 'Keys of this environment, revoked ones too, newest first',
  takes: { ...nothing, query: pageQuery },
  gives: keyPage,
  status: 200,
  errors: ['cursor_invalid'],
  handler: async ({ context, scope, query }) => {
    const after = readCursor('keys', query.cursor);
    if (!after.ok) return after;
    const page = await listKeyPage(context, scope, { limit: query.limit, after: after.value });
    const items = page.keys.map((record) => toKey(record, scope.environment));
    return ok({ items, nextCursor: writeCursor('keys', page.next) });
  },
});

export const getKeyEndpoint = defineEndpoint({
  summary: 'One key',
  takes: { ...nothing, params: keyPath },
  gives: key,
  status: 200,
  errors: ['not_found'],
  handler: ({ params, ...call }) => readKey(call, params.id),
});

export const rotateKeyEndpoint = defineEndpoint({
  summary: 'Give a key a successor with a new token; the old one ends at once or after an overlap',
  takes: { ...nothing, params: keyPath, body: rotateKeyRequest },
  gives: createdKey,
  status: 201,
  errors: ['not_found', 'key_not_active'],
  handler: async (call) => {
    const rotation = { keyId: call.params.id, callingKeyId: idOf(call.actor), ...call.body };
    return withToken(call, await rotateKey(call.context, call.scope, rotation));
  },
});

export const revokeKeyEndpoint = defineEndpoint({
  summary: 'End a key for good: the calling one, or one that may do no more; revoking a revoked one again is no error',
  takes: { ...nothing, params: keyPath },
  gives: key,
  status: 200,
  errors: ['not_found'],
  handler: async ({ context, scope, params, actor }) => {
    const revoked = await revokeKey(context, scope, params.id, actor);
    return revoked.ok ? readKey({ context, scope }, params.id) : revoked;
  },
});

const readKey = ({ context, scope }: AnyCall, id: string) =>
  translated(getKey(context, scope, id), (record) => toKey(record, scope.environment));

const withToken = async (call: AnyCall, made: Result<MadeKey, DomainError>) => {
  if (!made.ok) return made;
  const { id, token } = made.value;
  return translated(readKey(call, id), (record) => toCreatedKey(record, token));
};

/** Routes are reached with a key; another actor there is a bug. */
const idOf = (actor: ActActor): string => {
  if (actor.kind !== 'key') throw new Error('A route was reached by somebody other than a key.');
  return actor.id;
};
