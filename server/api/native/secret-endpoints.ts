import { pageQuery } from '@gatehouse/core/contract/page.ts';
import {
  replacedSecret,
  type SecretAnswer,
  secret,
  secretPage,
  writeSecretRequest,
  writtenSecret,
} from '@gatehouse/core/contract/secret.ts';
import { ok } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import { deleteSecret } from '../../domain/secret/delete-secret.ts';
import { listSecretPage } from '../../domain/secret/read-secrets.ts';
import type { SecretRecord } from '../../domain/secret/secret.ts';
import { writeSecret } from '../../domain/secret/write-secret.ts';
import { nothing, translated } from '../endpoint.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { defineEndpoint } from './route.ts';

const secretPath = z.strictObject({
  name: z
    .string()
    // What no name can be is told apart from a name that is not there.
    .refine((name) => !name.includes('\0'))
    .describe('A letter, followed by letters, digits, hyphens and underscores; 64 characters at most.'),
});

export const listSecretsEndpoint = defineEndpoint({
  summary: 'Secrets of this environment by name, without their values',
  takes: { ...nothing, query: pageQuery },
  gives: secretPage,
  status: 200,
  errors: ['cursor_invalid'],
  handler: async ({ context, scope, query }) => {
    const after = readCursor('secrets', query.cursor);
    if (!after.ok) return after;
    const page = await listSecretPage(context, scope, { limit: query.limit, after: after.value });
    return ok({ items: page.secrets.map(toSecret), nextCursor: writeCursor('secrets', page.next) });
  },
});

export const writeSecretEndpoint = defineEndpoint({
  summary: 'Make a secret (201) or replace its value (200); http nodes write {{secret.NAME}} in headers and body',
  takes: { ...nothing, params: secretPath, body: writeSecretRequest },
  gives: writtenSecret,
  status: 201,
  otherwise: { status: 200, gives: replacedSecret },
  errors: ['not_found', 'limit_reached'],
  handler: ({ context, scope, params, body, actor }) =>
    translated(writeSecret(context, scope, { name: params.name, value: body.value }, actor), (written) => ({
      ...toSecret(written.secret),
      created: written.isNew,
    })),
});

export const deleteSecretEndpoint = defineEndpoint({
  summary: 'Delete a secret for good; nodes that ask for it end in `error` from then on',
  takes: { ...nothing, params: secretPath },
  gives: secret,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params, actor }) =>
    translated(deleteSecret(context, scope, params.name, actor), toSecret),
});

const toSecret = ({ name, createdAt, updatedAt }: SecretRecord): SecretAnswer => ({
  name,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});
