import { type QueryExecutorProvider, sql } from 'kysely';

export interface ColumnDescription {
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
  /** The default as an SQL expression. */
  readonly defaultTo: string | null;
  readonly isGenerated: boolean;
}

export interface TableDescription {
  readonly name: string;
  readonly columns: readonly ColumnDescription[];
  /** Constraints, indexes, policies and grants as the database prints them, in a stable order. */
  readonly constraints: readonly string[];
  readonly options: readonly string[];
  readonly indexes: readonly string[];
  readonly isSecured: boolean;
  readonly isForced: boolean;
  readonly policies: readonly string[];
  readonly grants: readonly string[];
}

interface NamedLine {
  readonly table: string;
  readonly line: string;
}

/** Kysely's own, which it makes and changes as it likes. */
const isOwnTable = sql<boolean>`relation.relnamespace = 'public'::regnamespace and relation.relkind in ('r', 'p')
  and relation.relname not like 'kysely\\_migration%'`;

const readTables = sql<Pick<TableDescription, 'name' | 'options' | 'isSecured' | 'isForced'>>`
  select relation.relname as name, coalesce(relation.reloptions, '{}') as options,
    relation.relrowsecurity as "isSecured", relation.relforcerowsecurity as "isForced"
  from pg_class as relation where ${isOwnTable} order by relation.relname collate "C"`;

const readColumns = sql<ColumnDescription & { readonly table: string }>`
  select relation.relname as table, attribute.attname as name,
    format_type(attribute.atttypid, attribute.atttypmod) as type, not attribute.attnotnull as "isNullable",
    attribute.attidentity = 'a' as "isGenerated", pg_get_expr(fallback.adbin, fallback.adrelid) as "defaultTo"
  from pg_class as relation
  join pg_attribute as attribute on attribute.attrelid = relation.oid and attribute.attnum > 0 and not attribute.attisdropped
  left join pg_attrdef as fallback on fallback.adrelid = relation.oid and fallback.adnum = attribute.attnum
  where ${isOwnTable} order by attribute.attnum`;

/** Without not null, which newer servers count among the constraints: it stands with its column. */
const readConstraints = sql<NamedLine>`
  select relation.relname as table,
    'constraint ' || quote_ident(rule.conname) || ' ' || pg_get_constraintdef(rule.oid) as line
  from pg_class as relation join pg_constraint as rule on rule.conrelid = relation.oid
  where ${isOwnTable} and rule.contype <> 'n'
  order by position(rule.contype::text in 'pufc'), rule.conname collate "C"`;

/** Without those that carry a constraint. */
const readIndexes = sql<NamedLine>`
  select relation.relname as table, pg_get_indexdef(entry.indexrelid) as line
  from pg_class as relation join pg_index as entry on entry.indrelid = relation.oid
  join pg_class as index on index.oid = entry.indexrelid
  where ${isOwnTable} and not exists (select from pg_constraint where conindid = entry.indexrelid and contype in ('p', 'u', 'x'))
  order by index.relname collate "C"`;

const readPolicies = sql<NamedLine>`
  select relation.relname as table, concat('create policy ', quote_ident(policy.polname), ' on ', relation.oid::regclass,
      case policy.polpermissive when false then ' as restrictive' end,
      ' for ', case policy.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
      ' to ', (select string_agg(quote_ident(rolname), ', ' order by rolname) from pg_roles where oid = any (policy.polroles)),
      ' using (' || pg_get_expr(policy.polqual, policy.polrelid) || ')',
      ' with check (' || pg_get_expr(policy.polwithcheck, policy.polrelid) || ')') as line
  from pg_class as relation join pg_policy as policy on policy.polrelid = relation.oid
  where ${isOwnTable} order by policy.polname collate "C"`;

interface Grant {
  readonly table: string;
  readonly relation: string;
  readonly grantee: string;
  readonly privilege: string;
  /** Null when the privilege is on the whole table. */
  readonly columns: string | null;
}

/** To others than the owner, on the table and on single columns. */
const readGrants = sql<Grant>`
  select relation.relname as table, relation.oid::regclass::text as relation, grantee.rolname as grantee,
    lower(granted.privilege_type) as privilege, string_agg(granted.name, ', ' order by granted.place) as columns
  from pg_class as relation
  cross join lateral (
    select whole.privilege_type, whole.grantee, null as name, 0 as place from aclexplode(relation.relacl) as whole
    union all
    select part.privilege_type, part.grantee, quote_ident(attribute.attname), attribute.attnum
    from pg_attribute as attribute cross join lateral aclexplode(attribute.attacl) as part
    where attribute.attrelid = relation.oid
  ) as granted
  join pg_roles as grantee on grantee.oid = granted.grantee and grantee.oid <> relation.relowner
  where ${isOwnTable}
  group by relation.relname, relation.oid, grantee.rolname, granted.privilege_type, granted.name is null
  order by grantee.rolname collate "C", granted.privilege_type collate "C", granted.name is null`;

const printGrants = (grants: readonly Grant[]): string[] => {
  const byGrantee = Map.groupBy(grants, ({ grantee, relation }) => `on ${relation} to ${grantee}`);
  return [...byGrantee].map(([target, held]) => {
    const privileges = held.map(({ privilege, columns }) =>
      columns === null ? privilege : `${privilege} (${columns})`,
    );
    return `grant ${privileges.join(', ')} ${target}`;
  });
};

/** The schema `public` of a migrated database, read from its catalogue as its owner; the same from both engines. */
export const readSchema = async (owner: QueryExecutorProvider): Promise<readonly TableDescription[]> => {
  const tables = (await readTables.execute(owner)).rows;
  const columns = Map.groupBy((await readColumns.execute(owner)).rows, ({ table }) => table);
  const grants = Map.groupBy((await readGrants.execute(owner)).rows, ({ table }) => table);
  const readLines = async (query: typeof readIndexes): Promise<(table: string) => string[]> => {
    const lines = Map.groupBy((await query.execute(owner)).rows, ({ table }) => table);
    return (table) => (lines.get(table) ?? []).map(({ line }) => line);
  };
  const constraints = await readLines(readConstraints);
  const indexes = await readLines(readIndexes);
  const policies = await readLines(readPolicies);
  return tables.map((table) => ({
    ...table,
    columns: columns.get(table.name) ?? [],
    constraints: constraints(table.name),
    indexes: indexes(table.name),
    policies: policies(table.name),
    grants: printGrants(grants.get(table.name) ?? []),
  }));
};
