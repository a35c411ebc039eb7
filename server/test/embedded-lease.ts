import { type Kysely, sql } from 'kysely';
import { openEmbedded, type Tables } from '../db/client.ts';
import { createKysely } from '../db/kysely-dialect.ts';
import type { EmbeddedEngine } from '../db/pglite/engine.ts';
import { silentProgress } from '../start/progress.ts';
import { buildTemplate, templateFile } from '../start/template.ts';

/*
 * Opening an embedded database costs about a second of processor time, emptying one a twentieth of it. Test files that run
 * in one process after one another therefore take over the database of the file before them, emptied. One whose schema a
 * file has changed is closed instead.
 */

interface EmbeddedDatabase {
  readonly engine: EmbeddedEngine;
  readonly owner: Kysely<Tables>;
  /** What its schema was when it was opened. */
  readonly schema: string;
}

/** A database that nobody else uses until it is given back. */
export interface EmbeddedLease {
  readonly engine: EmbeddedEngine;
  /** What was made of `engine` fails from then on. */
  giveBack(): Promise<void>;
}

let isKept = false;
const idle: EmbeddedDatabase[] = [];

/** From now on databases that are given back wait for the next file, until `closeKept`. Without it each is closed. */
export const keepEmbedded = (): void => {
  isKept = true;
};

export const closeKept = async (): Promise<void> => {
  for (const { engine } of idle.splice(0)) await engine.close();
};

/**
 * A summary of the schema outside the system's own: the names and kinds of tables and indexes, and how many columns, functions,
 * triggers and policies there are. A body that was replaced under its name is not seen.
 */
const describeSchema = async (owner: Kysely<Tables>): Promise<string> => {
  const { rows } = await sql<{ schema: string }>`
    with ours as (select oid from pg_namespace where nspname !~ '^pg_|^information_schema$')
    select concat_ws(' ',
      (select count(*) || ':' || hashtext(string_agg(concat(relname, relkind, relnatts, relrowsecurity, relforcerowsecurity), ',' order by relname))
         from pg_class where relnamespace in (select oid from ours)),
      (select count(*) from pg_attribute where attrelid in (select oid from pg_class where relnamespace in (select oid from ours)) and not attisdropped),
      (select count(*) from pg_proc where pronamespace in (select oid from ours)),
      (select count(*) || ':' || sum(case tgenabled when 'O' then 1 else 0 end) from pg_trigger),
      (select count(*) from pg_policy)) as schema`.execute(owner);
  return rows[0]?.schema ?? '';
};

const open = async (): Promise<EmbeddedDatabase> => {
  await buildTemplate(silentProgress);
  const { engine } = await openEmbedded({ databaseUrl: null, folder: null, templateFile });
  const owner = createKysely<Tables>(engine, { role: 'owner', scope: null });
  return { engine, owner, schema: await describeSchema(owner) };
};

/** Everything but what the template fills: the notes of the migrations and the version of the queue's schema. */
const empty = (owner: Kysely<Tables>): Promise<unknown> =>
  sql`do $$
    declare
      candidate record;
      is_filled boolean;
      filled text[] := '{}';
    begin
      for candidate in
        select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname in ('public', 'pgboss') and tablename !~ '^kysely_' and (schemaname, tablename) != ('pgboss', 'version')
      loop
        execute format('select exists (select from %s)', candidate.name) into is_filled;
        if is_filled then filled := filled || candidate.name; end if;
      end loop;
      if filled != '{}' then execute 'truncate ' || array_to_string(filled, ', ') || ' restart identity cascade'; end if;
    end $$`.execute(owner);

const takeBack = async (database: EmbeddedDatabase): Promise<void> => {
  const isUsable = isKept && (await describeSchema(database.owner)) === database.schema;
  if (!isUsable) return database.engine.close();
  await empty(database.owner);
  idle.push(database);
};

/** An empty embedded database in memory, at the present schema. */
export const leaseEmbedded = async (): Promise<EmbeddedLease> => {
  const database = idle.pop() ?? (await open());
  const { proxy: engine, revoke } = Proxy.revocable(database.engine, {});
  return {
    engine,
    giveBack: async () => {
      revoke();
      await takeBack(database);
    },
  };
};
