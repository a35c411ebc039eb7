import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { Client } from 'pg';
import { openPlace, type Place } from '../../scripts/place.ts';
import { openEmbedded } from '../../server/db/client.ts';
import { createKysely } from '../../server/db/kysely-dialect.ts';
import { system } from '../../server/domain/actor.ts';
import type { DomainContext } from '../../server/domain/context.ts';
import { createOrganization } from '../../server/domain/organization/create-organization.ts';
import { getSettings } from '../../server/domain/organization/read-organization.ts';
import { updateSettings } from '../../server/domain/organization/update-settings.ts';
import { createSession } from '../../server/domain/session/create-session.ts';
import { listSessions, type SessionQuery } from '../../server/domain/session/read-session.ts';
import { createWorkflow } from '../../server/domain/workflow/create-workflow.ts';
import { publishWorkflow } from '../../server/domain/workflow/publish-workflow.ts';
import { expectOk } from '../measure/expect-ok.ts';
import { quantile } from '../measure/numbers.ts';
import { loopGraph } from '../submit/gate.ts';
import {
  batches,
  type Filled,
  fillSessions,
  knownOrderEvery,
  type OwnerSql,
  prepareHashes,
  shops,
  timeOf,
} from './fill.ts';

/** What one kind of list took, in milliseconds. */
export interface ListFigure {
  readonly list: string;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

export interface ListRound {
  readonly sessions: number;
  readonly figures: readonly ListFigure[];
}

const asks = 400;
/** Asks that are not counted. */
const warmUps = 20;
const limit = 50;

/** The kinds of lists; `turn` counts the asks, so that no two ask for the same. */
const lists: readonly { name: string; query: (filled: Filled, sessions: number, turn: number) => SessionQuery }[] = [
  { name: 'first page', query: () => ({ limit }) },
  {
    name: 'time: an hour somewhere',
    query: (_, sessions, turn) => ({ limit, createdBefore: timeOf(spread(sessions, turn)) }),
  },
  { name: 'state, common', query: () => ({ limit, states: ['completed'] }) },
  { name: 'state, 1 in 100', query: () => ({ limit, states: ['waiting'] }) },
  { name: 'state that nobody has', query: () => ({ limit, states: ['failed'] }) },
  { name: 'workflow, 1 in 100', query: ({ rareWorkflowId }) => ({ limit, workflowId: rareWorkflowId }) },
  { name: 'pair, 1 in 5', query: (_, __, turn) => ({ limit, metadata: { shop: `shop-${turn % shops}` } }) },
  {
    name: 'pair, 1 in 150',
    query: (_, __, turn) => ({ limit, metadata: { batch: `batch-${(turn * 7) % batches}` } }),
  },
  {
    name: 'pair of one session',
    query: (_, sessions, turn) => {
      const number = Math.floor(spread(sessions, turn) / knownOrderEvery) * knownOrderEvery;
      return { limit, metadata: { order: `order-${number}` } };
    },
  },
];

const spread = (sessions: number, turn: number): number => (turn * 7_919) % sessions;

const prepare = async (context: DomainContext): Promise<Filled> => {
  const owner = { name: 'Bench', ownerEmail: `${context.newId()}@example.com`, ownerName: 'Ada Owner' };
  const { organizationId } = expectOk(await createOrganization(context, owner));
  const scope = { organizationId, environment: 'live' } as const;
  const settings = await getSettings(context, organizationId);
  const declared = { ...settings, searchableMetadataKeys: ['order', 'batch', 'shop'] };
  expectOk(await updateSettings(context, organizationId, declared, system));
  const add = async (name: string): Promise<string> => {
    const { workflow } = await createWorkflow(context, scope, { name, graph: loopGraph }, system);
    expectOk(await publishWorkflow(context, scope, { workflowId: workflow.id, draftId: null }, system));
    return workflow.id;
  };
  const filled = { organizationId, workflowId: await add('Common'), rareWorkflowId: await add('Rare') };
  // Its data key serves the others.
  expectOk(await createSession(context, scope, { workflowId: filled.workflowId, entity: { kind: 'person' } }, system));
  return filled;
};

/** A database with so many sessions of one organization. */
interface FilledPlace {
  readonly sessions: number;
  readonly filled: Filled;
  readonly context: DomainContext;
  close(): Promise<void>;
}

const fillPlace = async (place: Place, sessions: number): Promise<FilledPlace> => {
  const first = await openPlace(place);
  const filled = await prepare(first.context);
  const { sealing } = first.context;
  await first.close();
  await asOwner(place, async (run) => {
    await prepareHashes(run, sealing, filled, sessions);
    await fillSessions(run, filled, 0, sessions);
  });
  const { context, close } = await openPlace(place);
  return { sessions, filled, context, close };
};

type Ask = (typeof lists)[number]['query'];

const ask = async ({ context, filled, sessions }: FilledPlace, query: Ask, turn: number): Promise<number> => {
  const from = performance.now();
  const scope = { organizationId: filled.organizationId, environment: 'live' } as const;
  expectOk(await listSessions(context, scope, query(filled, sessions, turn)));
  return performance.now() - from;
};

/** Each database in its turn, ask by ask: whatever else the machine does comes upon all of them. */
const measure = async (places: readonly FilledPlace[]): Promise<ListRound[]> => {
  const rounds = places.map(({ sessions }) => ({ sessions, figures: [] as ListFigure[] }));
  for (const { name, query } of lists) {
    const times = places.map((): number[] => []);
    for (let turn = 0; turn < warmUps + asks; turn += 1) {
      for (const [index, place] of places.entries()) {
        const tookMs = await ask(place, query, turn);
        if (turn >= warmUps) times[index]?.push(tookMs);
      }
    }
    for (const [index, { figures }] of rounds.entries()) {
      const taken = times[index] ?? [];
      figures.push({ list: name, p50Ms: quantile(taken, 0.5), p95Ms: quantile(taken, 0.95) });
    }
  }
  return rounds;
};

/** As the owner: on a server beside the product, on the embedded database while the product has it closed. */
const asOwner = async (place: Place, work: (run: OwnerSql) => Promise<void>): Promise<void> => {
  if (place.databaseUrl !== null) {
    const client = new Client({ connectionString: place.databaseUrl });
    await client.connect();
    // Every row refers to one that is there: no need to look a million times.
    await client.query('set session_replication_role = replica');
    await work((text) => client.query(text));
    await client.query('vacuum analyze');
    await client.end();
    return;
  }
  const { engine, close } = await openEmbedded({ databaseUrl: null, folder: place.dataDir });
  const owner = createKysely<unknown>(engine, { role: 'owner', scope: null });
  await work((text) => sql.raw(text).execute(owner));
  await engine.vacuum();
  await close();
};

/** On a server a database of its own for each size. */
const createPlace = async (folder: string, databaseUrl: string | null, sessions: number): Promise<Place> => {
  const dataDir = join(folder, String(sessions));
  if (databaseUrl === null) return { dataDir, databaseUrl };
  const name = `bench_${sessions}`;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return { dataDir, databaseUrl: url.href };
};

/** How long lists take as the sessions of an organization grow. */
export const measureLists = async (databaseUrl: string | null, sizes: readonly number[]): Promise<ListRound[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  const places: FilledPlace[] = [];
  try {
    for (const size of sizes) places.push(await fillPlace(await createPlace(folder, databaseUrl, size), size));
    return await measure(places);
  } finally {
    for (const { close } of places) await close();
    rmSync(folder, { recursive: true, force: true });
  }
};
