import type { Scope } from '../../db/scope.ts';

/** That an entity was erased: ids and the time alone. */
export interface Erasure extends Scope {
  readonly entityId: string;
  readonly at: Date;
}

/**
 * Keeps what was erased outside the database: a backup from before an erasure brings the person back, and a restore then
 * erases again whoever stands here. An entity may stand here twice.
 */
export interface ErasureLog {
  /** Resolves once it is on the disk. */
  append(erasure: Erasure): Promise<void>;
}
