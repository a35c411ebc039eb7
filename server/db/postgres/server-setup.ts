import { Kysely, PostgresDialect } from 'kysely';
import { type Pool, type PoolClient, DatabaseError as ServerError } from 'pg';
import { sqlState } from '../database-error.ts';
import { roleNames } from '../engine.ts';
import { migrate } from '../migrate.ts';
import { migrations } from '../migrations/index.ts';
import { lend, openPool } from './connection-pool.ts';

const oldestVersion = 15;

interface Server {
  readonly version: number;
  readonly login: string;
  /** May make our tables, or made them. */
  readonly isOwner: boolean;
  readonly isMigrated: boolean;
}

const inspect = async (client: PoolClient): Promise<Server> => {
  const { rows } = await client.query<Server>(`
    select current_setting('server_version_num')::int / 10000 as version,
      current_user as login,
      case when migrated.relowner is null then has_schema_privilege('public', 'create')
        else pg_has_role(migrated.relowner, 'member') end as "isOwner",
      migrated.relowner is not null as "isMigrated"
    from (values (1)) as one left join pg_class as migrated on migrated.oid = to_regclass('public.kysely_migration')`);
  const [server] = rows;
  if (!server) throw new Error('The server did not say what it is.');
  return server;
};

const isServerError = (error: unknown, ...codes: string[]): boolean =>
  error instanceof ServerError && codes.includes(error.code ?? '');

/** Another process may make the same role at the same moment: that one then fails on a key, and the role is there. */
const createRole = async (client: PoolClient, role: string): Promise<void> => {
  await client.query(`do $$ begin
    if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
    exception when duplicate_object or unique_violation then null; end $$`);
};

/** Up to PostgreSQL 15 a member may take a role; since 16 whoever made it is a member too, but may not take it unasked. */
const mayTake = async (client: PoolClient, role: string): Promise<boolean> => {
  const { rows } = await client.query<{ may: boolean }>(
    `select pg_has_role('${role}', case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) as may`,
  );
  return rows[0]?.may ?? false;
};

const joinRole = async (client: PoolClient, role: string): Promise<void> => {
  if (!(await mayTake(client, role))) await client.query(`grant ${role} to current_user`);
};

/** Two processes that grant at once meet on the same row: the second finds it changed and tries again. */
const concurrentlyUpdated = 'XX000';

const ensureRoles = async (client: PoolClient, login: string): Promise<void> => {
  try {
    for (const role of Object.values(roleNames)) {
      await createRole(client, role);
      await joinRole(client, role).catch((error) => {
        if (!isServerError(error, concurrentlyUpdated, '23505')) throw error;
        return joinRole(client, role);
      });
    }
  } catch (error) {
    if (!isServerError(error, sqlState.insufficientPrivilege)) throw error;
    const names = Object.values(roleNames).join(', ');
    throw new Error(
      `The login ${login} may not make or use the roles ${names}. As a superuser run once: ALTER ROLE "${login}" CREATEROLE; or create the roles and run GRANT ${names} TO "${login}".`,
      { cause: error },
    );
  }
};

const listApplied = async (client: PoolClient): Promise<Set<string>> => {
  try {
    await client.query(`set role ${roleNames.app}`);
    const { rows } = await client.query<{ name: string }>('select name from kysely_migration');
    return new Set(rows.map(({ name }) => name));
  } catch (error) {
    if (isServerError(error, sqlState.insufficientPrivilege)) return new Set();
    throw error;
  }
};

const refusePending = async (client: PoolClient, { login, isMigrated }: Server): Promise<void> => {
  if (isMigrated) await refuseMissingMembership(client, login);
  const applied = isMigrated ? await listApplied(client) : new Set<string>();
  const pending = Object.keys(migrations).filter((name) => !applied.has(name));
  if (pending.length === 0) return;
  throw new Error(
    `The database lacks the migrations ${pending.join(', ')}, and the login ${login} does not own it. Run "gatehouse migrate" once with DATABASE_URL of the owner.`,
  );
};

const refuseMissingMembership = async (client: PoolClient, login: string): Promise<void> => {
  for (const role of Object.values(roleNames)) {
    if (await mayTake(client, role)) continue;
    throw new Error(
      `The login ${login} is not a member of the role ${role}. As the owner run: GRANT ${role} TO "${login}".`,
    );
  }
};

/** Makes sure that this login can work here. */
const prepare = async (client: PoolClient): Promise<Server> => {
  const server = await inspect(client);
  if (server.version < oldestVersion) {
    throw new Error(`The server is PostgreSQL ${server.version}; version ${oldestVersion} or newer is needed.`);
  }
  await (server.isOwner ? ensureRoles(client, server.login) : refusePending(client, server));
  return server;
};

const withConnection = async <T>(
  pool: Pool,
  databaseUrl: string,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> => {
  const client = await lend(pool, databaseUrl);
  try {
    return await work(client);
  } finally {
    client.release(true);
  }
};

/**
 * Checks the server and brings the database to the present schema if the login owns it; otherwise makes sure that it is
 * there. Several processes may do so together.
 *
 * @returns the names of the migrations that ran
 * @throws Error with one sentence that says what is wrong and what to do
 */
export const setUpServer = async (databaseUrl: string): Promise<string[]> => {
  const pool = openPool({ databaseUrl, size: 1, role: null, idleTransactionMs: 0 });
  try {
    const { isOwner } = await withConnection(pool, databaseUrl, prepare);
    return isOwner ? await migrate(new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })) : [];
  } finally {
    await pool.end();
  }
};
