import { sql, type Transaction } from 'kysely';
import type { Tables } from '../db/client.ts';
import { roleNames } from '../db/engine.ts';
import type { Scope } from '../db/scope.ts';
import type { BackedUpTable } from './backed-up-tables.ts';

/** A table with its columns as the database has them now. */
export interface TableShape extends BackedUpTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** A row as a backup writes it: each column as PostgreSQL prints it, in the order of the columns. */
export type BackupRow = readonly (string | null)[];

/** Few enough that a page of large rows fits into memory, many enough that a small row costs no message of its own. */
const pageRows = 200;

/** From here to the end of the transaction, or to the next call: one transaction looks at several organizations. */
export const takeRole = async (
  transaction: Transaction<Tables>,
  role: keyof typeof roleNames,
  scope: Pick<Scope, 'organizationId'> & { environment: string | null },
): Promise<void> => {
  await sql.raw(`set local role ${roleNames[role]}`).execute(transaction);
  await sql`select set_config('app.organization', ${scope.organizationId}, true),
    set_config('app.environment', ${scope.environment ?? ''}, true)`.execute(transaction);
};

/** Pages of a table's rows, by a cursor of the transaction. */
export async function* readRows(
  transaction: Transaction<Tables>,
  { name, columns }: TableShape,
): AsyncGenerator<readonly BackupRow[]> {
  const printed = sql.join(columns.map((column) => sql`${sql.id(column.name)}::text`));
  await sql`declare backup_rows no scroll cursor for
    select json_build_array(${printed})::text as row from ${sql.table(name)}`.execute(transaction);
  for (;;) {
    const { rows } = await sql.raw<{ row: string }>(`fetch ${pageRows} from backup_rows`).execute(transaction);
    if (rows.length > 0) yield rows.map(({ row }): BackupRow => JSON.parse(row));
    if (rows.length < pageRows) break;
  }
  await sql.raw('close backup_rows').execute(transaction);
}

/** Columns that the file does not have get their default; users of several organizations come more than once. */
export const writeRows = async (
  transaction: Transaction<Tables>,
  { name, columns }: TableShape,
  fileColumns: readonly string[],
  rows: readonly BackupRow[],
): Promise<void> => {
  const types = new Map(columns.map((column) => [column.name, column.type]));
  const values = fileColumns.map(
    (column, index) => sql`(row ->> ${sql.lit(index)})::${sql.raw(types.get(column) ?? 'text')}`,
  );
  await sql`insert into ${sql.table(name)} (${sql.join(fileColumns.map((column) => sql.id(column)))})
    select ${sql.join(values)} from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as row
    on conflict do nothing`.execute(transaction);
};

/** Work that was not done yet when the backup was made. */
export interface OpenWork {
  readonly organizationId: string;
  readonly environment: string;
  readonly queue: string;
  readonly payload: unknown;
  readonly dueAt: string | null;
}

/** What waits in the outbox and in the queue, dead letters among it: a restore starts all of it again. */
export const readOpenWork = async (transaction: Transaction<Tables>): Promise<OpenWork[]> => {
  await sql.raw(`set local role ${roleNames.worker}`).execute(transaction);
  const { rows } = await sql<OpenWork>`
    select organization_id::text as "organizationId", environment, queue, payload, due_at::text as "dueAt" from outbox
    union all
    select data ->> 'organizationId', data ->> 'environment', regexp_replace(name, '\\.dead$', ''), data,
      case when state = 'created' and start_after > now() then start_after::text end
    from pgboss.job where state in ('created', 'retry', 'active') and data ? 'organizationId'`.execute(transaction);
  return rows;
};

export const writeOpenWork = async (transaction: Transaction<Tables>, work: OpenWork): Promise<void> => {
  const { organizationId, environment, queue, payload, dueAt } = work;
  await takeRole(transaction, 'app', { organizationId, environment });
  await sql`insert into outbox (organization_id, environment, queue, payload, created_at, due_at)
    values (${organizationId}::uuid, ${environment}, ${queue}, ${JSON.stringify(payload)}::jsonb, now(), ${dueAt}::timestamptz)`.execute(
    transaction,
  );
};
