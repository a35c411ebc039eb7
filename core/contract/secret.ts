import { z } from 'zod';
import { pageOf } from './page.ts';

const MAX_SECRET_VALUE = 4096;

/** A secret as everybody is shown it: its value is never given back. */
export const secret = z.object({
  name: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime().describe('When its value was written.'),
});

export type SecretAnswer = z.infer<typeof secret>;

export const secretPage = pageOf(secret);

/** What a write answers. */
export const writtenSecret = secret.extend({
  created: z.boolean().describe('False where the name had a value before.'),
});

export const replacedSecret = secret.extend({ created: z.literal(false) });

export type WrittenSecretAnswer = z.infer<typeof writtenSecret>;

export const writeSecretRequest = z.strictObject({
  value: z
    .string()
    .min(1)
    .max(MAX_SECRET_VALUE)
    .describe(
      'Kept sealed and never shown again. Best eight characters or more, so that an answer that repeats it is cleaned of it.',
    ),
});
