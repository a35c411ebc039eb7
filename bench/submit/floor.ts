import { startPostgres } from '../../scripts/postgres.ts';
import { processorShareOf } from './report.ts';
import { type Comparison, compareOnEmbedded, compareOnPostgres, ratioOf, variantNames } from './submit.ts';

/**
 * Shares of the raw driver that submissions must keep: on PostgreSQL 15 % below the least that short runs reached (0.47 and
 * 0.49; docs/performance.md has those of a long one), embedded 15 % below the aim, because that share swings most with other work. A share
 * of two rates measured in turns holds on a slow and on a busy machine, where a rate would not.
 */
export const floors = { raw: 0.4, rawWithPolicies: 0.42, rawEmbedded: 1.1 } as const;

const short = { rounds: 3, secondsPerTurn: 3 };
const tries = 3;

interface Share {
  readonly name: string;
  readonly value: number;
  readonly floor: number;
}

/** By rates or by processor time, whichever is kinder: other work on the machine takes from either, code that got slower from both. */
const sharesOf = (comparison: Comparison): Share[] => {
  const share = (name: string, base: string, floor: number): Share => ({
    name,
    value: Math.max(
      ratioOf(comparison, variantNames.http, base),
      processorShareOf(comparison, variantNames.http, base),
    ),
    floor,
  });
  if (comparison.engine === 'pglite')
    return [share('embedded, of the plain query loop', variantNames.raw, floors.rawEmbedded)];
  return [
    share('PostgreSQL, of the raw driver without policies', variantNames.raw, floors.raw),
    share('PostgreSQL, of the raw driver with policies', variantNames.rawWithPolicies, floors.rawWithPolicies),
  ];
};

const compare = async (engine: Comparison['engine']): Promise<Comparison> => {
  if (engine === 'pglite') return compareOnEmbedded(short);
  const server = await startPostgres({ fsync: true });
  if (server === null) throw new Error('There is no PostgreSQL server. Run: npm run setup:tests');
  try {
    return await compareOnPostgres(server, short);
  } finally {
    await server.stop();
  }
};

/** One bad moment of the machine is no proof: what falls below is measured again. */
const keepsOn = async (engine: Comparison['engine']): Promise<boolean> => {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const shares = sharesOf(await compare(engine));
    for (const { name, value, floor } of shares) console.log(`${name}: ${value.toFixed(2)}, floor ${floor}`);
    if (shares.every(({ value, floor }) => value >= floor)) return true;
  }
  return false;
};

/** Whether submissions over HTTP keep above their floors on both databases. */
export const keepsAboveFloor = async (): Promise<boolean> => {
  const onServer = await keepsOn('postgres');
  return (await keepsOn('pglite')) && onServer;
};
