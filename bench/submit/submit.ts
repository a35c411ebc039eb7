import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Pool } from 'pg';
import { openPlace, type Place } from '../../scripts/place.ts';
import { openDatabase } from '../../server/db/client.ts';
import type { DomainContext } from '../../server/domain/context.ts';
import { submitStep } from '../../server/domain/session/submit-step.ts';
import { processSeconds, processTreeSeconds, threadSeconds } from '../measure/cpu.ts';
import { median, shuffled } from '../measure/numbers.ts';
import { readPostmasterPid, type StartedPostgres } from '../measure/postgres.ts';
import { addSessions, captureTargets, type OpenedSession, submission } from './gate.ts';
import { startLoad } from './load.ts';
import type { LoadTarget } from './load-message.ts';
import { type RawTarget, rawOnEmbedded, rawOnPool, rawTargets, rawWithPolicies, type Sizes } from './raw.ts';
import { startBenchServer } from './server.ts';
import { type Cpu, callInLoop, type Turn, toTurn, type Variant, withCpu } from './turn.ts';

export interface SubmitOptions {
  readonly secondsPerTurn: number;
  readonly rounds: number;
}

/** What a comparison brought: every variant's turns by round. */
export interface Comparison {
  readonly engine: 'postgres' | 'pglite';
  readonly turns: ReadonlyMap<string, readonly Turn[]>;
}

export const variantNames = {
  raw: 'raw driver, no policies',
  rawWithPolicies: 'raw driver, policies',
  domain: 'domain, no HTTP',
  http: 'end to end over HTTP',
} as const;

const rawCallers = 16;
const connections = 32;
const organizations = 20;
/** Per use; each variant has sessions of its own. */
const sessionsEach = 32;

const node = 'details';

const own = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Median over the rounds of the ratio of one variant to another in the same round. */
export const ratioOf = ({ turns }: Comparison, name: string, base: string): number => {
  const bases = turns.get(base) ?? [];
  return median((turns.get(name) ?? []).map((turn, round) => turn.perSecond / (bases[round]?.perSecond ?? 1)));
};

/** Runs the variants in turns, in another order in each round; a first round warms up and is not counted. */
export const takeTurns = async (variants: readonly Variant[], options: SubmitOptions): Promise<Comparison['turns']> => {
  const turns = new Map<string, Turn[]>(variants.map(({ name }) => [name, []]));
  for (const variant of variants) await variant.run(Math.min(2, options.secondsPerTurn));
  for (let round = 0; round < options.rounds; round += 1) {
    for (const variant of shuffled(variants, round)) {
      turns.get(variant.name)?.push(await variant.run(options.secondsPerTurn));
    }
  }
  return turns;
};

/** The size of what the product writes, read off one submission of its own. */
const measureSizes = async (context: DomainContext, session: OpenedSession): Promise<Sizes> => {
  const submitted = await submitStep(context, session.scope, session.id, { node, attempt: 1, input: submission });
  if (!submitted.ok) throw new Error(submitted.error.detail);
  const { scope, id } = session;
  const db = context.database.scoped(scope);
  const row = await db.selectFrom('session').select('run').where('id', '=', id).executeTakeFirstOrThrow();
  const event = await db
    .selectFrom('event')
    .select('payload')
    .where('session_id', '=', id)
    .where('number', '=', 3)
    .executeTakeFirstOrThrow();
  return { run: row.run.length, payload: event.payload.length };
};

const rawVariant = (
  name: string,
  submit: (target: RawTarget) => Promise<boolean>,
  targets: readonly RawTarget[],
  databaseSeconds: (() => number) | null,
): Variant => ({
  name,
  run: async (seconds) => {
    const { value, used } = await withCpu({ own, database: databaseSeconds ?? (() => 0) }, () =>
      callInLoop({ callers: rawCallers, seconds, targets }, submit),
    );
    return toTurn(value, { server: null, database: databaseSeconds && used.database, load: used.own });
  },
});

/** The domain's submission, called in this process. */
const domainVariant = (
  context: DomainContext,
  sessions: readonly OpenedSession[],
  databaseSeconds: (() => number) | null,
): Variant => {
  const targets = sessions.map((session) => ({ session, attempt: 1 }));
  return {
    name: variantNames.domain,
    run: async (seconds) => {
      const { value, used } = await withCpu({ own, database: databaseSeconds ?? (() => 0) }, () =>
        callInLoop({ callers: connections, seconds, targets }, async (target) => {
          const { scope, id } = target.session;
          const step = { node, attempt: target.attempt, input: submission };
          const { ok } = await submitStep(context, scope, id, step);
          if (ok) target.attempt += 1;
          return ok;
        }),
      );
      return toTurn(value, { server: used.own, database: databaseSeconds && used.database, load: null });
    },
  };
};

export interface HttpTarget {
  readonly port: number;
  readonly cpu: { readonly server: () => number; readonly database: () => number };
}

/** Requests that are sent over HTTP. */
export interface HttpRequests {
  readonly name: string;
  readonly targets: readonly LoadTarget[];
  /** Header lines that are made anew for each turn. */
  readonly headers?: () => string;
}

/** The whole product: over HTTP with authentication and validation, from a load generator in another process. */
export const httpVariant = async (
  { port, cpu }: HttpTarget,
  { name, targets, headers = () => '' }: HttpRequests,
): Promise<Variant & { close(): void }> => {
  const load = await startLoad({ port, connections, targets });
  return {
    name,
    close: load.close,
    run: async (seconds) => {
      const { value, used } = await withCpu(cpu, () => load.run(seconds, null, headers()));
      if (value.firstFailure !== null) process.stderr.write(`A submission failed:\n${value.firstFailure}\n`);
      const cost: Cpu = { server: used.server, database: used.database, load: value.cpuSeconds };
      return toTurn(value, cost);
    },
  };
};

const overHttp = (port: number, sessions: readonly OpenedSession[]): HttpRequests => ({
  name: variantNames.http,
  targets: captureTargets(port, sessions),
});

const halves = (sessions: readonly OpenedSession[], parts: number): OpenedSession[][] => {
  const size = Math.floor(sessions.length / parts);
  return Array.from({ length: parts }, (_, index) => sessions.slice(index * size, (index + 1) * size));
};

export const withFolder = async <Value>(work: (folder: string) => Promise<Value>): Promise<Value> => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** On a PostgreSQL server, with what it costs each of the processes. */
export const compareOnPostgres = (server: StartedPostgres, options: SubmitOptions): Promise<Comparison> =>
  withFolder(async (dataDir) => {
    const place: Place = { dataDir, databaseUrl: server.url };
    const opened = await openPlace(place);
    const { context } = opened;
    const sessions = await addSessions(context, { organizations, sessionsEach: 4 * sessionsEach });
    const [rawSessions = [], policySessions = [], domainSessions = [], httpSessions = []] = halves(sessions, 4);
    const [sample] = domainSessions.splice(0, 1);
    if (sample === undefined) throw new Error('No session was made.');
    const sizes = await measureSizes(context, sample);
    const pool = new Pool({ connectionString: server.url, max: rawCallers });
    pool.on('error', () => {});
    const database = await openDatabase({ databaseUrl: server.url, folder: null, poolSize: rawCallers });
    const pid = await readPostmasterPid(server.url);
    const databaseSeconds = pid === null ? null : () => processTreeSeconds(pid);
    const gate = await startBenchServer(place);
    const cpu = { server: () => processSeconds(gate.pid), database: databaseSeconds ?? (() => 0) };
    const http = await httpVariant({ port: gate.port, cpu }, overHttp(gate.port, httpSessions));
    const turns = await takeTurns(
      [
        rawVariant(variantNames.raw, rawOnPool(pool, sizes), rawTargets(rawSessions), databaseSeconds),
        rawVariant(
          variantNames.rawWithPolicies,
          rawWithPolicies(database, sizes),
          rawTargets(policySessions),
          databaseSeconds,
        ),
        domainVariant(context, domainSessions, databaseSeconds),
        http,
      ],
      options,
    );
    http.close();
    await gate.stop();
    await Promise.all([pool.end(), database.close(), opened.close()]);
    return { engine: 'postgres', turns };
  });

/** On the embedded database, each variant on a copy of the same folder. */
export const compareOnEmbedded = (options: SubmitOptions): Promise<Comparison> =>
  withFolder(async (folder) => {
    const place = (name: string): Place => ({ dataDir: join(folder, name), databaseUrl: null });
    const [httpPlace, domainPlace, rawPlace] = [place('http'), place('domain'), place('raw')];
    const prepared = await openPlace(httpPlace);
    const sessions = await addSessions(prepared.context, { organizations, sessionsEach });
    const sample = expectSession(await addSessions(prepared.context, { organizations: 1, sessionsEach: 1 }));
    const sizes = await measureSizes(prepared.context, sample);
    await prepared.close();
    for (const copy of [domainPlace, rawPlace]) cpSync(httpPlace.dataDir, copy.dataDir, { recursive: true });
    const pglite = await PGlite.create(join(rawPlace.dataDir, 'database'));
    const domain = await openPlace(domainPlace);
    const gate = await startBenchServer(httpPlace);
    const databaseSeconds = () => threadSeconds(gate.pid, 'database');
    const cpu = { server: () => processSeconds(gate.pid) - databaseSeconds(), database: databaseSeconds };
    const http = await httpVariant({ port: gate.port, cpu }, overHttp(gate.port, sessions));
    const raw = rawVariant(variantNames.raw, rawOnEmbedded(pglite, sizes), rawTargets(sessions), null);
    const turns = await takeTurns([raw, domainVariant(domain.context, sessions, null), http], options);
    http.close();
    await gate.stop();
    await Promise.all([pglite.close(), domain.close()]);
    return { engine: 'pglite', turns };
  });

const expectSession = ([session]: readonly OpenedSession[]): OpenedSession => {
  if (session === undefined) throw new Error('No session was made.');
  return session;
};
