import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/client.ts';

/** A hash of every table's rows, those of an organization where the table knows one. */
export type Fingerprint = ReadonlyMap<string, string>;

/** When a key was last used is noted beside every request. */
const restless: Readonly<Record<string, string>> = { key: 'last_used_at' };

/** Reads everything that an organization has, or all rows of all organizations. */
export const takeFingerprint = async (
  owner: Kysely<Tables>,
  organizationId: string | null = null,
): Promise<Fingerprint> => {
  const tables = await listTables(owner);
  const parts = tables.map(({ name, scopeColumn }) => {
    const row = sql`(to_jsonb(rows) - ${restless[name] ?? ''}::text)::text`;
    const scope =
      organizationId === null || scopeColumn === null
        ? sql`true`
        : sql`${sql.ref(scopeColumn)} = ${organizationId}::uuid`;
    return sql`select ${name}::text as name, count(*)::text || md5(coalesce(string_agg(${row}, '|' order by ${row}), '')) as hash
      from ${sql.table(name)} as rows where ${scope}`;
  });
  const { rows } = await sql<{ name: string; hash: string }>`${sql.join(parts, sql` union all `)}`.execute(owner);
  return new Map(rows.map(({ name, hash }) => [name, hash]));
};

/** Tables whose rows are not the same. */
export const changedTables = (before: Fingerprint, after: Fingerprint): readonly string[] =>
  [...after].filter(([name, hash]) => before.get(name) !== hash).map(([name]) => name);

interface Table {
  readonly name: string;
  /** Null where a row belongs to no organization. */
  readonly scopeColumn: string | null;
}

const listTables = async (owner: Kysely<Tables>): Promise<readonly Table[]> => {
  const { rows } = await sql<{ table_name: string; is_scoped: boolean }>`
    select tables.table_name, exists (
      select from information_schema.columns where columns.table_schema = 'public'
        and columns.table_name = tables.table_name and columns.column_name = 'organization_id') as is_scoped
    from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(owner);
  return rows.map(({ table_name: name, is_scoped }) => ({
    name,
    scopeColumn: is_scoped ? 'organization_id' : name === 'organization' ? 'id' : null,
  }));
};
