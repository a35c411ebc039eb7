/*
 * What the database layer costs on the hot path: read a session, then one compare-and-set that writes session, event and
 * outbox row. The raw driver without row-level security is the measure; the others carry it. Variants take turns
 * within each round; a ratio is the median of the rounds' ratios. Server, database and this program share the machine, so
 * compare ratios, not rates.
 *
 *   node bench/database.ts [SECONDS PER TURN] [ROUNDS]
 */
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'kysely';
import { Pool } from 'pg';
import { startPostgres } from '../scripts/postgres.ts';
import { createDatabase, type Database, openDatabase, openEmbedded } from '../server/db/client.ts';
import { createKysely } from '../server/db/kysely-dialect.ts';
import type { Scope } from '../server/db/scope.ts';

const secondsPerTurn = Number(process.argv[2] ?? 2);
const rounds = Number(process.argv[3] ?? 5);
const callers = 16;
const organizationCount = 20;
const sessionsPerOrganization = 50;

interface Target {
  readonly scope: Scope;
  readonly id: string;
  count: number;
}

/** Reads and writes once; false when the compare-and-set found another count. */
type Submit = (target: Target) => Promise<boolean>;

interface Variant {
  readonly name: string;
  readonly submit: Submit;
}

const readText = `select state, run_number, event_count, head_hash, run from session
  where organization_id = $1 and environment = $2 and id = $3`;
const writeText = `with changed as (
    update session set event_count = event_count + 1, run = $5, head_hash = $6
    where organization_id = $1 and environment = $2 and id = $3 and event_count = $4 returning event_count),
  logged as (
    insert into event (organization_id, environment, session_id, number, run_number, type, actor_kind, engine_version, at, payload, hash)
    select $1, $2, $3, event_count, 1, 'submitted', 'subject', 1, now(), $7, $6 from changed),
  sent as (
    insert into outbox (organization_id, environment, queue, payload, created_at) select $1, $2, 'bench', '{}', now() from changed)
  select event_count from changed`;

const run = Buffer.alloc(900, 'run of a session ');
const payload = Buffer.alloc(1024, 'sealed payload ');
const hash = Buffer.alloc(32, 7);

const readValues = ({ scope, id }: Target) => [scope.organizationId, scope.environment, id];
const writeValues = (target: Target) => [...readValues(target), target.count, run, hash, payload];

const seedText = `
  insert into organization (id, name, wrapped_key, sealing_key_id, act_hash, created_at)
    select gen_random_uuid(), 'bench', '', 'bench', '', now() from generate_series(1, ${organizationCount});
  insert into data_key (organization_id, environment, id, wrapped, sealing_key_id, created_at)
    select id, 'live', id, '', 'bench', now() from organization;
  insert into workflow (organization_id, environment, id, name, created_at) select id, 'live', id, 'bench', now() from organization;
  insert into workflow_version (organization_id, environment, workflow_id, number, graph, graph_hash, published_at)
    select id, 'live', id, 1, '{}', '', now() from organization;
  insert into entity (organization_id, environment, id, kind, data_key_id, created_at)
    select id, 'live', id, 'person', id, now() from organization;
  insert into session (organization_id, environment, id, workflow_id, version, entity_id, data_key_id, state, run_number,
      event_count, head_hash, run, created_at, expires_at)
    select id, 'live', gen_random_uuid(), id, 1, id, id, 'active', 1, 0, '', convert_to(repeat('run of a session ', 50), 'UTF8'), now(), now()
    from organization, generate_series(1, ${sessionsPerOrganization});`;

interface SessionRow {
  readonly organization_id: string;
  readonly id: string;
}

const targetsOf = (rows: readonly SessionRow[]): Target[] =>
  rows.map(({ organization_id, id }) => ({
    scope: { organizationId: organization_id, environment: 'live' },
    id,
    count: 0,
  }));

const runVariant = (database: Database): Submit => {
  const read = { name: 'bench_read', text: readText };
  const write = { name: 'bench_write', text: writeText };
  return async (target) => {
    await database.run(target.scope, read, [target.scope.organizationId, target.scope.environment, target.id]);
    return (await database.run(target.scope, write, writeValues(target))).length === 1;
  };
};

const kyselyVariant =
  (database: Database): Submit =>
  async (target) => {
    const { organizationId, environment } = target.scope;
    const kysely = database.scoped(target.scope);
    await kysely
      .selectFrom('session')
      .select(['state', 'run_number', 'event_count', 'head_hash', 'run'])
      .where('organization_id', '=', organizationId)
      .where('environment', '=', environment)
      .where('id', '=', target.id)
      .executeTakeFirstOrThrow();
    const result = await kysely
      .with('changed', (cte) =>
        cte
          .updateTable('session')
          .set((update) => ({ event_count: update('event_count', '+', 1), run, head_hash: hash }))
          .where('organization_id', '=', organizationId)
          .where('environment', '=', environment)
          .where('id', '=', target.id)
          .where('event_count', '=', target.count)
          .returning('event_count'),
      )
      .with('logged', (cte) =>
        cte
          .insertInto('event')
          .columns([
            'organization_id',
            'environment',
            'session_id',
            'number',
            'run_number',
            'type',
            'actor_kind',
            'engine_version',
            'at',
            'payload',
            'hash',
          ])
          .expression(
            sql`select ${organizationId}::uuid, ${environment}, ${target.id}::uuid, event_count, 1, 'submitted', 'subject', 1, now(), ${payload}::bytea, ${hash}::bytea from changed`,
          ),
      )
      .with('sent', (cte) =>
        cte
          .insertInto('outbox')
          .columns(['organization_id', 'environment', 'queue', 'payload', 'created_at'])
          .expression(sql`select ${organizationId}::uuid, ${environment}, 'bench', '{}'::jsonb, now() from changed`),
      )
      .selectFrom('changed')
      .select('event_count')
      .execute();
    return result.length === 1;
  };

/** Callers each with sessions of their own, so that none waits for another. */
const measure = async (submit: Submit, targets: readonly Target[]): Promise<number> => {
  const end = performance.now() + secondsPerTurn * 1000;
  let done = 0;
  const call = async (caller: number): Promise<void> => {
    for (let index = caller; performance.now() < end; index += callers) {
      const target = targets[index % targets.length];
      if (!target) return;
      if (await submit(target)) target.count += 1;
      else throw new Error('A compare-and-set found another count.');
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  return done / secondsPerTurn;
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const compare = async (title: string, variants: readonly Variant[], targets: readonly Target[]): Promise<void> => {
  const rates = new Map<string, number[]>(variants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 ? variants.toReversed() : variants;
    for (const { name, submit } of order) rates.get(name)?.push(await measure(submit, targets));
  }
  const base = rates.get(variants[0]?.name ?? '') ?? [];
  console.log(`\n${title}`);
  for (const [name, measured] of rates) {
    const ratio = median(measured.map((rate, round) => rate / (base[round] ?? 1)));
    console.log(`  ${name.padEnd(44)} ${median(measured).toFixed(0).padStart(6)} submits/s   ${ratio.toFixed(2)}`);
  }
};

/** The targets, cut so that the callers' shares never meet. */
const evenly = (targets: readonly Target[]): Target[] =>
  targets.slice(0, Math.floor(targets.length / callers) * callers);

const benchServer = async (): Promise<void> => {
  const server = await startPostgres({ fsync: true });
  if (!server) return console.log('PostgreSQL: no server program was found.');
  const database = await openDatabase({ databaseUrl: server.url, folder: null, poolSize: callers });
  const pool = new Pool({ connectionString: server.url, max: callers });
  // A connection that is still closing when the server stops is cut off.
  pool.on('error', () => {});
  await pool.query(seedText);
  const { rows } = await pool.query<SessionRow>('select organization_id, id from session');
  const raw: Submit = async (target) => {
    await pool.query({ name: 'raw_read', text: readText, values: readValues(target) });
    return (await pool.query({ name: 'raw_write', text: writeText, values: writeValues(target) })).rows.length === 1;
  };
  const variants = [
    { name: 'raw driver, named, no row-level security', submit: raw },
    { name: 'run()', submit: runVariant(database) },
    { name: 'scoped Kysely', submit: kyselyVariant(database) },
  ];
  await compare('PostgreSQL, fsync on, one process', variants, evenly(targetsOf(rows)));
  await pool.end();
  await database.close();
  await server.stop();
};

const benchEmbedded = async (): Promise<void> => {
  const { engine, close } = await openEmbedded({ databaseUrl: null, folder: null });
  const database = createDatabase(engine);
  const owner = createKysely<unknown>(engine, { role: 'owner', scope: null });
  for (const text of seedText.split(';\n').filter((part) => part.trim())) await sql.raw(text).execute(owner);
  const { rows } = await sql<SessionRow>`select organization_id, id from session`.execute(owner);
  const plain = await PGlite.create({
    loadDataDir: new Blob([new Uint8Array((await import('node:zlib')).zstdDecompressSync(await engine.pack()))]),
  });
  const raw: Submit = async (target) => {
    await plain.query(readText, readValues(target));
    return (await plain.query(writeText, writeValues(target))).rows.length === 1;
  };
  const targets = evenly(targetsOf(rows));
  const half = targets.length / 2;
  // The plain one is another copy of the database, with counts of its own.
  const copies = new Map(targets.map((target) => [target.id, { ...target }]));
  const variants = [
    {
      name: 'PGlite query(), main thread, no row-level security',
      submit: async (target: Target) => {
        const copy = copies.get(target.id) ?? target;
        const isDone = await raw(copy);
        if (isDone) copy.count += 1;
        target.count -= 1;
        return isDone;
      },
    },
    { name: 'run()', submit: runVariant(database) },
    { name: 'scoped Kysely', submit: kyselyVariant(database) },
  ];
  await compare('PGlite in memory', variants, targets.slice(0, half * 2));
  await plain.close();
  await close();
};

await benchServer();
await benchEmbedded();
