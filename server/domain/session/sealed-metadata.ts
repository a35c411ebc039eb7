import type { Json, JsonObject } from '@gatehouse/core/json.ts';
import { canonicalize, findCanonicalProblem } from '@gatehouse/core/workflow/canonical.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { Sealing } from '../sealing/sealing.ts';
import type { MetadataPair } from './metadata.ts';

/** In characters of canonical JSON: the run carries it along with every step. */
const MAX_SEALED_METADATA = 16_384;

/** Single values of the first level by which a session is found. */
export const MAX_SEALED_PAIRS = 50;

/** In UTF-16 units: what is longer is no value that anybody searches for. */
const MAX_SEALED_VALUE = 200;

/** No key that an organization can declare, so that neither kind of pair touches the other; the name is in the hash. */
const PAIR_KEY = '';

const HASH_BYTES = 16;

/** What finds sessions by one member of their sealed metadata. A dump tells neither the value nor the member's name. */
export const toSealedPair = (sealing: Sealing, organizationId: string, name: string, value: string): MetadataPair => ({
  key: PAIR_KEY,
  valueHash: sealing
    .keyedHash(`sealed metadata:${organizationId}`, canonicalize([name, value]))
    .subarray(0, HASH_BYTES),
});

/** The pairs by which a session is found: of members of the first level that are a text, a number or a boolean. */
export const sealedPairs = (sealing: Sealing, organizationId: string, metadata: JsonObject): MetadataPair[] =>
  Object.entries(metadata)
    .flatMap(([name, value]) => {
      const text = textOf(value);
      return text === null || text.length > MAX_SEALED_VALUE ? [] : [{ name, text }];
    })
    .slice(0, MAX_SEALED_PAIRS)
    .map(({ name, text }) => toSealedPair(sealing, organizationId, name, text));

const textOf = (value: Json): string | null => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
};

/** Why metadata cannot be kept; null where they can. */
export const findSealedMetadataProblem = (metadata: JsonObject): DomainError | null => {
  const problem = findCanonicalProblem(metadata);
  if (problem !== undefined) {
    const error = { pointer: `/metadata${problem.pointer}`, code: problem.code, sentence: problem.sentence };
    return domainError('request_invalid', `The metadata hold something that cannot be kept. ${problem.sentence}`, [
      error,
    ]);
  }
  if (canonicalize(metadata).length <= MAX_SEALED_METADATA) return null;
  return domainError('request_invalid', `The metadata take more than ${MAX_SEALED_METADATA} characters of JSON.`, [
    { pointer: '/metadata', code: 'too_big', sentence: `Send at most ${MAX_SEALED_METADATA} characters of JSON.` },
  ]);
};
