import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Place } from '../place.ts';
import { type Audit, audit } from './audit.ts';
import { type Calls, createCalls } from './call.ts';
import { type Gate, openGate, readCredentials } from './gate.ts';
import { type Load, startLoad } from './load.ts';
import { hurryDeliveries, openReceiver, subscribe } from './receiver.ts';
import { type Report, reportOf } from './report.ts';
import { addWorkflow } from './workflows.ts';

export interface RunOptions {
  readonly title: string;
  /** Null for the embedded database. */
  readonly databaseUrl: string | null;
  /** One process that does everything, or two of each role. */
  readonly areRolesApart: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the data folder is made; the system's temporary folder by default. */
  readonly parentFolder?: string;
  /** What is done to the servers while people go through them. */
  readonly disturb: (scene: Scene) => Promise<void>;
}

/** A deployment under load. */
export interface Scene {
  readonly place: Place;
  readonly gates: readonly Gate[];
  readonly calls: Calls;
  readonly load: Load;
}

/** More than are ever under way: some wait half a minute for the job of a killed process to be tried again. */
const travellers = 40;
const settleMs = 1_500;

/**
 * How long what is left over is given, each time by servers that were started anew. The job of a killed process is tried again after a
 * heartbeat (10 s) and the first look round of the supervision, which is 15 s after a start: the later rounds are long enough for
 * both on a busy machine.
 */
const drainMs = [10_000, 40_000, 40_000, 40_000] as const;

/** Has people go through a deployment while it is disturbed, and then holds what they were told against what was kept. */
export const runDisturbed = async (options: RunOptions): Promise<Report> => {
  const dataDir = mkdtempSync(join(options.parentFolder ?? tmpdir(), 'gatehouse-crash-'));
  const place: Place = { dataDir, databaseUrl: options.databaseUrl };
  const started = performance.now();
  const gates = await openGates(place, options);
  const receiver = await openReceiver();
  const calls = createCalls(inTurn(gates.flatMap(({ baseUrl }) => baseUrl ?? [])));
  try {
    // The first one makes schema, keys and the demo; the others find them.
    for (const gate of gates) await gate.start();
    const { key, demoWorkflowId } = readCredentials(place);
    const workflowId = await addWorkflow(calls, key);
    await subscribe(calls, key, receiver);
    const load = startLoad({ calls, key, workflowId, documentWorkflowId: demoWorkflowId, travellers });
    await options.disturb({ place, gates, calls, load });
    await setTimeout(settleMs);
    await load.finish();
    const found = await drainAndAudit(
      gates,
      () => audit(place, load.journeys, receiver.told),
      () => hurryDeliveries(calls, key),
    );
    const seconds = (performance.now() - started) / 1000;
    const problems = [...found.problems, ...calls.surprises];
    if (problems.length === 0) rmSync(dataDir, { recursive: true, force: true });
    return reportOf({ title: options.title, found, problems, calls, seconds, dataDir });
  } finally {
    await Promise.all(gates.map((gate) => gate.kill()));
    await receiver.close();
  }
};

const openGates = (place: Place, { areRolesApart, environment = {} }: RunOptions): Promise<Gate[]> =>
  Promise.all(
    (areRolesApart ? (['api', 'worker', 'api', 'worker'] as const) : [null]).map((role) =>
      // The receiver of webhooks is on this machine.
      openGate(place, { role, environment: { OUTBOUND_PRIVATE_ADDRESSES: '127.0.0.1', ...environment } }),
    ),
  );

const inTurn = (baseUrls: readonly string[]): (() => string) => {
  let last = 0;
  return () => {
    last += 1;
    return baseUrls[last % baseUrls.length] ?? '';
  };
};

/** Stops the servers in order and audits; where work is left, lets them run on for a while and looks again. */
const drainAndAudit = async (
  gates: readonly Gate[],
  look: () => Promise<Audit>,
  hurry: () => Promise<void>,
): Promise<Audit> => {
  const stopAndLook = async (): Promise<Audit> => {
    await Promise.all(gates.map((gate) => gate.stop()));
    return look();
  };
  let found = await stopAndLook();
  for (const waitMs of drainMs) {
    if (!found.problems.some((problem) => problem.includes(' are left in the '))) return found;
    for (const gate of gates) await gate.start();
    await hurry();
    await setTimeout(waitMs);
    found = await stopAndLook();
  }
  return found;
};
