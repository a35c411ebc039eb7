import { z } from 'zod';

/** What a key may do. Each route of an API asks for one of these. Stable: keys keep these words. */
export const keyScopes = [
  'workflows:read',
  'workflows:write',
  'workflows:publish',
  'workflows:trigger',
  'sessions:read',
  'sessions:write',
  'sessions:decide',
  'entities:read',
  'entities:write',
  'entities:erase',
  'keys:read',
  'keys:write',
  'webhooks:read',
  'webhooks:write',
  'secrets:read',
  'secrets:write',
  'settings:read',
  'settings:write',
] as const;

export const keyScope = z.enum(keyScopes);

export type KeyScope = z.infer<typeof keyScope>;
