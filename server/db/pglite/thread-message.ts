import type { Binding, EngineResult, EngineStatement, Row, TransactionOptions } from '../engine.ts';

/** What the thread is started with. */
export interface ThreadOptions {
  /** The folder of the database; null keeps it in memory. */
  readonly folder: string | null;
  /** A packed database for an empty folder (tar, Zstandard); null makes a new one. */
  readonly templateFile: string | null;
  readonly idleTransactionMs: number;
}

export type ThreadRequest =
  | { readonly kind: 'execute'; readonly binding: Binding; readonly statement: EngineStatement }
  | { readonly kind: 'begin'; readonly binding: Binding; readonly options: TransactionOptions }
  | { readonly kind: 'executeInTransaction'; readonly transaction: number; readonly statement: EngineStatement }
  | { readonly kind: 'commit' | 'rollback'; readonly transaction: number }
  | { readonly kind: 'runScript'; readonly text: string }
  | { readonly kind: 'listen' | 'unlisten'; readonly channel: string }
  | { readonly kind: 'vacuum'; readonly schema: string; readonly table: string }
  | { readonly kind: 'dump' }
  | { readonly kind: 'close' };

export type ThreadOutcome =
  | { readonly kind: 'result'; readonly result: EngineResult }
  | { readonly kind: 'begun'; readonly transaction: number }
  | { readonly kind: 'committed'; readonly isCommitted: boolean }
  | { readonly kind: 'rows'; readonly rows: Row[] }
  | { readonly kind: 'packed'; readonly bytes: Uint8Array }
  | { readonly kind: 'done' };

/** A DatabaseError taken apart: an error loses its own members on the way between threads. */
export interface ThreadError {
  readonly message: string;
  readonly code: string;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
}

export type ThreadAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'outcome'; readonly id: number; readonly outcome: ThreadOutcome }
  | { readonly kind: 'error'; readonly id: number; readonly error: ThreadError }
  | { readonly kind: 'notification'; readonly channel: string; readonly payload: string };

export interface NumberedRequest {
  readonly id: number;
  readonly request: ThreadRequest;
}
