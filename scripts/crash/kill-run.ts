import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Place } from '../place.ts';
import type { RunningPostgres } from '../postgres.ts';
import { audit } from './audit.ts';
import { createCalls } from './call.ts';
import { type Gate, openGate, readCredentials } from './gate.ts';
import { startLoad } from './load.ts';
import { type EngineName, randomFrom } from './options.ts';
import { type Report, reportOf } from './report.ts';
import { addWorkflow } from './workflows.ts';

export interface KillOptions {
  readonly engine: EngineName;
  readonly postgres: RunningPostgres | null;
  readonly kills: number;
  readonly seed: number;
}

const travellers = 8;
/** How long a server works before it is killed: from the first requests after a start to a settled state. */
const shortestLifeMs = 50;
const longestLifeMs = 1_500;

/** How often what is left over is given time: a job of a killed process is tried again after a heartbeat and a look round. */
const drainRounds = 8;
const drainMs = 10_000;

/** Kills a server again and again under load, and then holds what it acknowledged against what it kept. */
export const runKills = async ({ engine, postgres, kills, seed }: KillOptions): Promise<Report> => {
  const random = randomFrom(seed);
  const place: Place = {
    dataDir: mkdtempSync(join(tmpdir(), 'gatehouse-crash-')),
    databaseUrl: postgres?.url ?? null,
  };
  const started = performance.now();
  const gate = await openGate(place);
  const calls = createCalls(() => gate.baseUrl);
  await gate.start();
  const { key, demoWorkflowId } = readCredentials(place);
  const workflowId = await addWorkflow(calls, key);
  const load = startLoad({ calls, key, workflowId, documentWorkflowId: demoWorkflowId, travellers });
  for (let kill = 0; kill < kills; kill += 1) {
    await setTimeout(shortestLifeMs + random() * (longestLifeMs - shortestLifeMs));
    await gate.kill();
    await gate.start();
  }
  await setTimeout(longestLifeMs);
  await load.finish();
  const found = await drainAndAudit(gate, place, load.journeys);
  const seconds = (performance.now() - started) / 1000;
  const problems = [...found.problems, ...calls.surprises];
  if (problems.length === 0) rmSync(place.dataDir, { recursive: true, force: true });
  return reportOf({ title: `${kills} kills, ${engine}`, found, problems, calls, seconds, dataDir: place.dataDir });
};

/** Stops the server in order and audits; where work is left, lets it run on for a while and looks again. */
export const drainAndAudit = async (gate: Gate, place: Place, journeys: Parameters<typeof audit>[1]) => {
  for (let round = 1; ; round += 1) {
    await gate.stop();
    const found = await audit(place, journeys);
    if (round === drainRounds || !found.problems.some((problem) => problem.includes(' are left in the '))) return found;
    await gate.start();
    await setTimeout(drainMs);
  }
};
