import { z } from 'zod';
import type { Environment } from '../db/scope.ts';
import type { TokenApi } from '../domain/key/key-form.ts';
import { member } from './credentials-file.ts';
import type { EnsureMember } from './dialects.ts';
import { ensureKey } from './ensure-key.ts';

const present = z.looseObject({}).catch({});

/** A key of the API for each environment, under the vendor's word for it. */
export const ensureDialectKeys =
  (api: TokenApi, words: Readonly<Record<Environment, string>>): EnsureMember =>
  async (place, given) => {
    const known = present.parse(given);
    const live = await ensureKey(place, 'live', member.parse(known[words.live]), api);
    const test = await ensureKey(place, 'test', member.parse(known[words.test]), api);
    return { ...known, [words.live]: live, [words.test]: test };
  };
