/*
 * What the product costs, in one run, with a table at the end (docs/performance.md says what each figure means):
 *
 *   npm run bench                                 everything; about half an hour
 *   npm run bench -- --only submit,advance        some of: advance, submit, onekosmos, lists, scripts, footprint, documents, roles
 *   npm run bench -- --rounds 5 --seconds 5       rounds and seconds of a turn of `submit`, `onekosmos`
 *   npm run bench -- --sessions 10000,100000      sizes of `lists`, for a machine with little room
 *   npm run bench -- --floor                      only whether submissions keep above their floor; for every test run
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type RunningPostgres, startPostgres } from '../scripts/postgres.ts';
import { buildPages } from '../server/start/pages.ts';
import { silentProgress } from '../server/start/progress.ts';
import { buildTemplate } from '../server/start/template.ts';
import { measureAdvance } from './advance.ts';
import { measureDocumentsUnderLoad } from './documents-under-load.ts';
import { atLeast, atMost, type Figure, figure, printFigures } from './figures.ts';
import { measureFootprint } from './footprint.ts';
import { measureLists } from './lists/lists.ts';
import { largestGrowth, printLists } from './lists/report.ts';
import { measureCipher } from './onekosmos/cipher.ts';
import { cipherFigures, dialectFigures } from './onekosmos/figures.ts';
import { printDialect } from './onekosmos/report.ts';
import { compareDialect } from './onekosmos/submit.ts';
import { measureRoles } from './roles.ts';
import { describeScripts, measureScripts } from './scripts.ts';
import { submitFigures } from './submit/figures.ts';
import { keepsAboveFloor } from './submit/floor.ts';
import { printComparison } from './submit/report.ts';
import { compareOnEmbedded, compareOnPostgres } from './submit/submit.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'advance,submit,onekosmos,scripts,footprint,documents,roles,lists' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    sessions: { type: 'string', default: '10000,100000,1000000' },
    floor: { type: 'boolean', default: false },
  },
});

const submitOptions = { rounds: Number(values.rounds), secondsPerTurn: Number(values.seconds) };
const sizes = values.sessions.split(',').map(Number);
/** A million sessions would take the embedded database hours and gigabytes. */
const embeddedLimit = 100_000;

/** On a server of its own each, so that none inherits what another left behind. */
const onPostgres = async (work: (server: RunningPostgres) => Promise<Figure[]>): Promise<Figure[]> => {
  const server = await startPostgres({ fsync: true });
  if (server === null) {
    console.log('No PostgreSQL server was found. Run: npm run setup:tests');
    return [];
  }
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
};

const sections: Readonly<Record<string, () => Promise<Figure[]>>> = {
  advance: async () => [atLeast('advance: events on one core, ten nodes', measureAdvance(), 100_000, 0, ' /s')],
  submit: async () => {
    const onServer = await onPostgres(async (server) => {
      const comparison = await compareOnPostgres(server, submitOptions);
      printComparison(comparison);
      return submitFigures(comparison);
    });
    const embedded = await compareOnEmbedded(submitOptions);
    printComparison(embedded);
    return [...onServer, ...submitFigures(embedded)];
  },
  onekosmos: async () => {
    const compare = async (server: RunningPostgres | null): Promise<Figure[]> => {
      const comparison = await compareDialect(server, submitOptions);
      printDialect(comparison);
      return dialectFigures(comparison);
    };
    return [...cipherFigures(measureCipher()), ...(await onPostgres(compare)), ...(await compare(null))];
  },
  scripts: async () => {
    const figures = await measureScripts();
    console.log(`\n${describeScripts(figures)}`);
    return [figure('script runs on one thread', `${figures.runsPerSecond.toFixed(0)} /s`)];
  },
  footprint: async () => {
    const describe = async (name: string, databaseUrl: string | null): Promise<Figure[]> => {
      const { startMs, firstStartMs, restMegabytes } = await measureFootprint(databaseUrl);
      const memory = `${name}: memory at rest`;
      return [
        figure(`${name}: start; first start`, `${startMs.toFixed(0)} ms; ${firstStartMs.toFixed(0)} ms`),
        databaseUrl === null
          ? figure(memory, `${restMegabytes.toFixed(0)} MB`)
          : atMost(memory, restMegabytes, 250, 0, ' MB'),
      ];
    };
    const onServer = await onPostgres(({ url }) => describe('PostgreSQL', url));
    return [...onServer, ...(await describe('embedded', null))];
  },
  documents: () =>
    onPostgres(async ({ url }) => {
      const found = await measureDocumentsUnderLoad(url);
      const { saturatedPerSecond, p99AloneMs, p99WithDocumentsMs, documentsPerMinute } = found;
      return [
        figure('documents read at half the rate of submissions', `${documentsPerMinute.toFixed(0)} /min`),
        figure('  half the rate; p99 alone', `${(saturatedPerSecond / 2).toFixed(0)} /s; ${p99AloneMs.toFixed(1)} ms`),
        atMost('  p99 of submissions with documents, of p99 alone', p99WithDocumentsMs / p99AloneMs, 2),
      ];
    }),
  roles: () =>
    onPostgres(async ({ url }) => {
      const { onePerSecond, apartPerSecond, ratio } = await measureRoles(url);
      const rates = `${apartPerSecond.toFixed(0)} and ${onePerSecond.toFixed(0)} /s`;
      return [figure('two api and two workers, of one process', `${ratio.toFixed(2)} (${rates})`)];
    }),
  lists: async () => {
    const grown = (name: string, rounds: Awaited<ReturnType<typeof measureLists>>): Figure[] => {
      printLists(name, rounds);
      return [atMost(`${name}: p95 of lists, largest growth with the sessions`, largestGrowth(rounds), 2)];
    };
    const onServer = await onPostgres(async ({ url }) => grown('PostgreSQL', await measureLists(url, sizes)));
    const embeddedSizes = sizes.filter((size) => size <= embeddedLimit);
    return [...onServer, ...grown('embedded', await measureLists(null, embeddedSizes))];
  },
};

const runSections = async (): Promise<void> => {
  const figures: Figure[] = [];
  for (const name of values.only.split(',')) {
    const section = sections[name];
    if (section === undefined) throw new Error(`There is no section ${name}: ${Object.keys(sections).join(', ')}.`);
    figures.push(...(await section()));
  }
  printFigures(figures);
  console.log(`\nNode ${process.version}, ${availableParallelism()} cores`);
};

const pages = await buildPages(silentProgress);
if (!pages.ok) throw new Error(pages.error);
await buildTemplate(silentProgress);
if (values.floor) process.exitCode = (await keepsAboveFloor()) ? 0 : 1;
else await runSections();
