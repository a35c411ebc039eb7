import { parseArgs } from 'node:util';
import { runKills } from './crash/kill-run.ts';
import type { EngineName } from './crash/options.ts';
import { startPostgres } from './postgres.ts';

// Kills a server under load and looks whether what it acknowledged is there:
//   npm run test:crash -- [KILLS] [--engine pglite|postgres] [--seed N]
const { values, positionals } = parseArgs({
  options: {
    engine: { type: 'string', multiple: true, default: ['pglite', 'postgres'] },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
  allowPositionals: true,
});
const kills = Number(positionals[0] ?? 100);
const seed = Number(values.seed);
if (!Number.isInteger(kills) || kills < 0 || !Number.isInteger(seed)) {
  throw new Error('Write: npm run test:crash -- [KILLS] [--engine pglite|postgres] [--seed N]');
}
console.log(`seed ${seed}`);

const runOn = async (engine: EngineName): Promise<boolean> => {
  // As in use: what the database acknowledged is on the disk.
  const postgres = engine === 'postgres' ? await startPostgres({ fsync: true }) : null;
  if (engine === 'postgres' && postgres === null) throw new Error('There is no PostgreSQL. Run: npm run setup:tests');
  try {
    const report = await runKills({ engine, postgres, kills, seed });
    console.log(report.text);
    return report.isWell;
  } finally {
    await postgres?.stop();
  }
};

const engines = values.engine.map((name): EngineName => (name === 'postgres' ? 'postgres' : 'pglite'));
let isWell = true;
for (const engine of engines) isWell = (await runOn(engine)) && isWell;
process.exitCode = isWell ? 0 : 1;
