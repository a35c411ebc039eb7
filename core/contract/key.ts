import { z } from 'zod';
import { keyScope } from './key-scope.ts';
import { pageOf } from './page.ts';

const MAX_ADDRESSES = 50;
/** Seven days. */
const MAX_OVERLAP_SECONDS = 7 * 24 * 3600;

const addressRange = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  'Write an address such as 192.0.2.7, or a range such as 10.0.0.0/8 or 2001:db8::/32.',
);

/** A key as lists show it: never its token. */
export const key = z.object({
  id: z.uuid(),
  name: z.string(),
  environment: z.enum(['live', 'test']),
  api: z.string().describe('Whose API it is for: `native`, or that of another vendor.'),
  level: z.string().nullable().describe('What it may do where that API has levels instead of scopes; otherwise null.'),
  ownerUserId: z.uuid().describe('The member who answers for what is done with the key.'),
  hint: z.string().describe('The token’s first and last characters, so that a person tells keys apart.'),
  scopes: z.array(z.string()),
  allowedAddresses: z
    .array(z.string())
    .describe('Addresses and ranges that it may be used from; empty for everywhere.'),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable().describe('Within a minute; null before the first use.'),
  rotatedFrom: z.uuid().nullable().describe('The key that this one takes the place of.'),
});

export type KeyAnswer = z.infer<typeof key>;

export const keyPage = pageOf(key);

export const createdKey = key.extend({
  token: z.string().describe('Shown here and never again: only a hash of it is kept.'),
});

export type CreatedKeyAnswer = z.infer<typeof createdKey>;

const expiresAt = z.iso.datetime({ offset: true });

export const createKeyRequest = z.strictObject({
  name: z.string().trim().min(1).max(100),
  api: z
    .enum(['native', 'verifa', 'deepidv'])
    .default('native')
    .describe('Whose API it is for. It works there alone, and its token looks as that API’s keys do.'),
  scopes: z
    .array(keyScope)
    .min(1)
    .max(100)
    .describe('What the key may do; nothing that the calling key may not do itself.'),
  expiresAt: expiresAt
    .optional()
    .describe('A time to come; never when left out. A key that expires makes no key that outlives it.'),
  allowedAddresses: z
    .array(addressRange)
    .max(MAX_ADDRESSES)
    .optional()
    .describe(
      'IPv4 and IPv6 addresses and ranges (CIDR) that the key may be used from; everywhere when empty. Left out, those of the calling key.',
    ),
});

export type CreateKeyRequest = z.infer<typeof createKeyRequest>;

export const rotateKeyRequest = z.strictObject({
  overlapSeconds: z
    .int()
    .min(0)
    .max(MAX_OVERLAP_SECONDS)
    .default(0)
    .describe('How long the old token still works beside the new one: 0, at once no more, to seven days.'),
});
