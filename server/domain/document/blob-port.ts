/** Files, sealed before they come here. A key is made by us and holds nothing personal: `<organization>/<environment>/<document>`. */
export interface BlobStore {
  /** Whole or not at all: a crash leaves no half file under the key. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Null when there is no such file. */
  get(key: string): Promise<Uint8Array | null>;
  delete(key: string): Promise<void>;
  /** Every file, in any order; one that comes or goes meanwhile may be in it or not. */
  list(): AsyncIterable<StoredFile>;
  /** Deletes what writes left behind that broke off before this time, and says how many there were. */
  dropUnfinished(before: Date): Promise<number>;
}

export interface StoredFile {
  readonly key: string;
  /** When it was put. */
  readonly changedAt: Date;
}
