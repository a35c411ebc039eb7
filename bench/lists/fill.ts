import type { Sealing } from '../../server/domain/sealing/sealing.ts';
import { toPair } from '../../server/domain/session/metadata.ts';

/** Whose sessions are asked for, and the workflows that they are of: a common one and a rare one. */
export interface Filled {
  readonly organizationId: string;
  readonly workflowId: string;
  readonly rareWorkflowId: string;
}

/** Runs SQL as the owner of the tables. */
export type OwnerSql = (text: string) => Promise<unknown>;

/** How many values of each key there are; every session has one of each. At 10 000 sessions each still fills a page. */
export const batches = 150;
export const shops = 5;
/** Every so many-th session has an order whose number is known. */
export const knownOrderEvery = 500;

const stepMs = 3_000;

/** The oldest session's time, so that a million of them end about now. */
export const firstMs = Math.floor(Date.now() / 1000) * 1000 - 1_000_000 * stepMs;
export const timeOf = (index: number): Date => new Date(firstMs + index * stepMs);

/** A uuid v7 of the row's time (RFC 9562, section 5.7); `marker` keeps the ids of two organizations apart. */
const idSql = (marker: number): string =>
  `(lpad(to_hex(${firstMs} + i::bigint * ${stepMs}), 12, '0') || '7' || lpad(to_hex(i % 4096), 3, '0') || '8' || '${marker}' || lpad(to_hex(i), 14, '0'))::uuid`;

const hex = (bytes: Uint8Array): string => `'\\x${Buffer.from(bytes).toString('hex')}'::bytea`;

/** The hashes of values that are asked for, made by the product; other values need none that anybody knows. */
export const prepareHashes = async (
  run: OwnerSql,
  sealing: Sealing,
  { organizationId }: Filled,
  most: number,
): Promise<void> => {
  const rows = (key: string, count: number, every: number): string[] =>
    Array.from({ length: count }, (_, index) => {
      const { valueHash } = toPair(sealing, organizationId, key, `${key}-${index * every}`);
      return `('${key}', ${index * every}, ${hex(valueHash)})`;
    });
  await run('create table bench_hash (key text, number integer, hash bytea, primary key (key, number))');
  const all = [
    ...rows('batch', batches, 1),
    ...rows('shop', shops, 1),
    ...rows('order', Math.floor(most / knownOrderEvery), knownOrderEvery),
  ];
  await run(`insert into bench_hash values ${all.join(',')}`);
};

/** Adds the sessions of the numbers from `from` up to `to`, with a person each and three pairs of metadata. */
export const fillSessions = async (run: OwnerSql, filled: Filled, from: number, to: number): Promise<void> => {
  const { organizationId, workflowId, rareWorkflowId } = filled;
  const scope = `'${organizationId}'::uuid, 'live'`;
  const series = `from generate_series(${from}, ${to - 1}) as series (i)`;
  const key = `(select id from data_key where organization_id = '${organizationId}' limit 1)`;
  await run(`insert into entity (organization_id, environment, id, kind, name, data_key_id, created_at)
    select ${scope}, ${idSql(1)}, 'person', 'Person ' || i, ${key}, to_timestamp(${firstMs} / 1000.0 + i * ${stepMs / 1000}) ${series}`);
  await run(`insert into session (organization_id, environment, id, workflow_id, version, entity_id, data_key_id, state,
      decision, run_number, event_count, head_hash, run, metadata, created_at, expires_at)
    select ${scope}, ${idSql(2)},
      case when i % 100 = 7 then '${rareWorkflowId}'::uuid else '${workflowId}'::uuid end, 1, ${idSql(1)}, ${key},
      case when i % 100 = 3 then 'waiting' when i % 10 = 4 then 'created' else 'completed' end,
      case when i % 100 = 3 or i % 10 = 4 then null when i % 3 = 0 then 'rejected' else 'approved' end,
      1, 5, decode(repeat('ab', 32), 'hex'), decode(repeat('cd', 900), 'hex'), '{}',
      to_timestamp(${firstMs} / 1000.0 + i * ${stepMs / 1000}), now() + interval '30 days' ${series}`);
  for (const [name, number] of [
    ['batch', `i % ${batches}`],
    ['shop', `i % ${shops}`],
    ['order', 'i'],
  ] as const) {
    await run(`insert into session_metadata (organization_id, environment, key, value_hash, session_id)
      select ${scope}, '${name}', coalesce(bench_hash.hash, substring(sha256(('${name}' || i)::bytea) for 16)), ${idSql(2)}
      ${series} left join bench_hash on bench_hash.key = '${name}' and bench_hash.number = ${number}`);
  }
};
