import { parseArgs } from 'node:util';
import { startPostgres } from '../scripts/postgres.ts';
import { printComparison } from './submit/report.ts';
import { compareOnEmbedded, compareOnPostgres } from './submit/submit.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    only: { type: 'string', default: 'all' },
  },
});
const options = { rounds: Number(values.rounds), secondsPerTurn: Number(values.seconds) };
if (values.only !== 'pglite') {
  const server = await startPostgres({ fsync: true });
  if (server) {
    printComparison(await compareOnPostgres(server, options));
    await server.stop();
  }
}
if (values.only !== 'postgres') printComparison(await compareOnEmbedded(options));
