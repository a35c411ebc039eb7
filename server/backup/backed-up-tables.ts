/** Under whose eyes a table is read and written: row-level security holds for a backup too. */
export type TableScope = 'outside' | 'organization' | 'environment';

export interface BackedUpTable {
  readonly name: string;
  readonly scope: TableScope;
  /** Who may write it; the application reads all of these. */
  readonly writer: 'app' | 'worker';
}

const table = (name: string, scope: TableScope, writer: BackedUpTable['writer'] = 'app'): BackedUpTable => ({
  name,
  scope,
  writer,
});

/**
 * Every table that a backup holds, each after those that its rows refer to. The outbox is missing on purpose: what waits
 * there and in the queue is kept as work, see `open-work.queries.ts`.
 */
export const backedUpTables: readonly BackedUpTable[] = [
  table('sealing_key', 'outside'),
  table('server_key', 'outside'),
  table('organization', 'organization'),
  table('user', 'organization'),
  table('membership', 'organization'),
  table('login_session', 'organization'),
  table('act', 'organization'),
  table('key', 'environment'),
  table('credential', 'outside'),
  table('data_key', 'environment'),
  table('workflow', 'environment'),
  table('workflow_draft', 'environment'),
  table('workflow_version', 'environment'),
  table('entity', 'environment'),
  table('session', 'environment'),
  table('event', 'environment'),
  table('document', 'environment'),
  table('case', 'environment'),
  table('session_metadata', 'environment'),
  table('idempotency', 'environment'),
  table('webhook_endpoint', 'environment'),
  table('secret', 'environment'),
  table('delivery', 'environment'),
  table('delivery_attempt', 'environment'),
  table('session_total', 'environment', 'worker'),
  table('session_daily', 'environment', 'worker'),
  table('tombstone', 'environment', 'worker'),
  table('daily_head', 'environment'),
];
