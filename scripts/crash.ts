import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { fillDisk, killProcesses, stopDatabase } from './crash/disturbances.ts';
import { runDisturbed } from './crash/disturbed-run.ts';
import { randomFrom } from './crash/random.ts';
import type { Report } from './crash/report.ts';
import { withSmallDisk } from './crash/small-disk.ts';
import { type RunningPostgres, startPostgres } from './postgres.ts';

// Disturbs a deployment under load and looks whether what it acknowledged is there, once:
//   npm run test:crash -- [TIMES] [--engine pglite|postgres] [--seed N]   kills the server
//   npm run test:crash -- [TIMES] --roles                                 two api and two worker processes, any of them killed
//   npm run test:crash -- [TIMES] --database                              PostgreSQL goes away and comes back
//   npm run test:crash -- [TIMES] --disk                                  the disk of the database is full, on both; as root
const usage =
  'Write: npm run test:crash -- [TIMES] [--engine pglite|postgres] [--roles] [--database] [--disk] [--seed N]';
const { values, positionals } = parseArgs({
  options: {
    engine: { type: 'string', multiple: true, default: ['pglite', 'postgres'] },
    roles: { type: 'boolean', default: false },
    database: { type: 'boolean', default: false },
    disk: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
  allowPositionals: true,
});
const times = Number(positionals[0] ?? (values.database || values.disk ? 3 : 100));
const seed = Number(values.seed);
if (!Number.isInteger(times) || times < 0 || !Number.isInteger(seed)) throw new Error(usage);
// Whatever ends this program takes its servers with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
console.log(`seed ${seed}`);
const random = randomFrom(seed);

/** Room for a database with its log and a few sessions. */
const diskMegabytes = 300;

const onPostgres = async (
  run: (postgres: RunningPostgres) => Promise<Report>,
  parentFolder: string = tmpdir(),
): Promise<Report> => {
  // As in use: what the database acknowledged is on the disk.
  const postgres = await startPostgres({ fsync: true, parentFolder });
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
  diskOfEmbedded: () =>
    withSmallDisk(diskMegabytes, (disk) =>
      runDisturbed({
        title: `${times} times a full disk, embedded database`,
        databaseUrl: null,
        areRolesApart: false,
        parentFolder: disk.folder,
        disturb: fillDisk(disk, times, async () => {}),
      }),
    ),
  diskOfServer: () =>
    withSmallDisk(diskMegabytes, (disk) =>
      onPostgres(
        (postgres) =>
          runDisturbed({
            title: `${times} times a full disk, PostgreSQL`,
            databaseUrl: postgres.url,
            areRolesApart: false,
            disturb: fillDisk(disk, times, async () => {
              if (!(await postgres.isUp())) await postgres.resume();
            }),
          }),
        disk.folder,
      ),
    ),
};

const isOther = values.roles || values.database || values.disk;
const chosen = isOther
  ? [
      ...(values.roles ? ['roles'] : []),
      ...(values.database ? ['database'] : []),
      ...(values.disk ? ['diskOfEmbedded', 'diskOfServer'] : []),
    ]
  : values.engine;
let isWell = true;
for (const name of chosen) {
  const report = await runs[name]?.();
  if (report === undefined) throw new Error(usage);
  console.log(report.text);
  isWell &&= report.isWell;
}
process.exitCode = isWell ? 0 : 1;
