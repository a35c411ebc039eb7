import type { Sealing } from '../sealing/sealing.ts';

/** What finds a session by one of its pairs. The value stands as a keyed hash, so that a dump tells nothing of it. */
export interface MetadataPair {
  readonly key: string;
  readonly valueHash: Uint8Array;
}

export type Metadata = Readonly<Record<string, string>>;

/** Half of a SHA-256: enough that two values of one organization never meet, and half the index. */
const HASH_BYTES = 16;

export const toPair = (sealing: Sealing, organizationId: string, key: string, value: string): MetadataPair => ({
  key,
  valueHash: sealing.keyedHash(`metadata:${organizationId}`, `${key}=${value}`).subarray(0, HASH_BYTES),
});

/** The pairs by which a session can be found: those of its metadata whose keys the organization declared. */
export const searchablePairs = (
  sealing: Sealing,
  organizationId: string,
  metadata: Metadata,
  declaredKeys: readonly string[],
): MetadataPair[] =>
  declaredKeys.flatMap((key) => {
    const value = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
    return value === undefined ? [] : [toPair(sealing, organizationId, key, value)];
  });
