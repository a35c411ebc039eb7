import type { KeyObject } from 'node:crypto';

/** A data key in use. Opaque: only this module's functions look inside. */
export interface DataKey {
  readonly id: string;
  /** As the cipher takes it: bytes would be looked at and copied with each use, for longer than sealing takes. */
  readonly key: KeyObject;
}

/**
 * Seals what people submit and what documents say: AES-256-GCM under a data key, itself wrapped by the master key.
 * `purpose` is bound as associated data, so that sealed bytes cannot be moved to another row: name the table, the row
 * and the column, such as `event:<session>:<number>`.
 */
export interface Sealing {
  /** Names the master key that wraps new data keys. */
  readonly sealingKeyId: string;
  /** Whether a key before it is known too, so that what is wrapped under that one can be opened and wrapped anew. */
  readonly isRotating: boolean;
  createDataKey(id: string): { dataKey: DataKey; wrapped: Uint8Array };
  /** Unwraps, through a bounded cache by id. Throws when the wrapped bytes are not those of this id and master key. */
  openDataKey(id: string, wrapped: Uint8Array): DataKey;
  /** The same data key under the present master key. Throws as `openDataKey` does. */
  rewrapDataKey(id: string, wrapped: Uint8Array): Uint8Array;
  /** Forgets a cached key (at erasure). */
  forgetDataKey(id: string): void;
  seal(dataKey: DataKey, purpose: string, plain: Uint8Array): Uint8Array;
  /** Throws when the bytes were changed, cut, sealed for another purpose or under another key. */
  open(dataKey: DataKey, purpose: string, sealed: Uint8Array): Uint8Array;
  /**
   * 32 bytes by which an equal text can be found again without keeping it: HMAC-SHA256 under a key that is derived for
   * this label from one that stays when the master key is rotated. Values of different labels cannot be compared.
   */
  keyedHash(label: string, text: string): Uint8Array;
}
