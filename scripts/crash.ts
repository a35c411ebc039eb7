import { parseArgs } from 'node:util';
import { killProcesses, stopDatabase } from './crash/disturbances.ts';
import { runDisturbed } from './crash/disturbed-run.ts';
import { randomFrom } from './crash/random.ts';
import type { Report } from './crash/report.ts';
import { type RunningPostgres, startPostgres } from './postgres.ts';

// Disturbs a deployment under load and looks whether what it acknowledged is there, once:
//   npm run test:crash -- [TIMES] [--engine pglite|postgres] [--seed N]   kills the server
//   npm run test:crash -- [TIMES] --roles                                 two api and two worker processes, any of them killed
//   npm run test:crash -- [TIMES] --database                              PostgreSQL goes away and comes back
const usage = 'Write: npm run test:crash -- [TIMES] [--engine pglite|postgres] [--roles] [--database] [--seed N]';
const { values, positionals } = parseArgs({
  options: {
    engine: { type: 'string', multiple: true, default: ['pglite', 'postgres'] },
    roles: { type: 'boolean', default: false },
    database: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
  allowPositionals: true,
});
const times = Number(positionals[0] ?? (values.database ? 10 : 100));
const seed = Number(values.seed);
if (!Number.isInteger(times) || times < 0 || !Number.isInteger(seed)) throw new Error(usage);
console.log(`seed ${seed}`);
const random = randomFrom(seed);

const onPostgres = async (run: (postgres: RunningPostgres) => Promise<Report>): Promise<Report> => {
  // As in use: what the database acknowledged is on the disk.
  const postgres = await startPostgres({ fsync: true });
  if (postgres === null) throw new Error('There is no PostgreSQL server. Run: npm run setup:tests');
  try {
    return await run(postgres);
  } finally {
    await postgres.stop();
  }
};

const disturb = killProcesses(times, random);
const runs: Readonly<Record<string, () => Promise<Report>>> = {
  pglite: () =>
    runDisturbed({ title: `${times} kills, embedded database`, databaseUrl: null, areRolesApart: false, disturb }),
  postgres: () =>
    onPostgres(({ url }) =>
      runDisturbed({ title: `${times} kills, PostgreSQL`, databaseUrl: url, areRolesApart: false, disturb }),
    ),
  roles: () =>
    onPostgres(({ url }) =>
      runDisturbed({ title: `${times} kills, two of each role`, databaseUrl: url, areRolesApart: true, disturb }),
    ),
  database: () =>
    onPostgres((postgres) =>
      runDisturbed({
        title: `${times} outages of PostgreSQL`,
        databaseUrl: postgres.url,
        areRolesApart: false,
        disturb: stopDatabase(postgres, times, random),
      }),
    ),
};

const isOther = values.roles || values.database;
const chosen = isOther ? [...(values.roles ? ['roles'] : []), ...(values.database ? ['database'] : [])] : values.engine;
let isWell = true;
for (const name of chosen) {
  const report = await runs[name]?.();
  if (report === undefined) throw new Error(usage);
  console.log(report.text);
  isWell &&= report.isWell;
}
process.exitCode = isWell ? 0 : 1;
