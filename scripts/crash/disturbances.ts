import { setTimeout } from 'node:timers/promises';
import type { RunningPostgres } from '../postgres.ts';
import type { Scene } from './disturbed-run.ts';
import type { SmallDisk } from './small-disk.ts';

/** How long a server works before it is killed: from the first requests after a start to a settled state. */
const shortestLifeMs = 100;
const longestLifeMs = 2_500;

/** Kills a process of the deployment, whichever, at a moment that nobody can foresee, and starts it again. */
export const killProcesses =
  (kills: number, random: () => number) =>
  async ({ gates }: Scene): Promise<void> => {
    for (let kill = 0; kill < kills; kill += 1) {
      await setTimeout(shortestLifeMs + random() * (longestLifeMs - shortestLifeMs));
      const gate = gates[Math.floor(random() * gates.length)];
      await gate?.kill();
      await gate?.start();
    }
  };

const longestOutageMs = 3_000;

/** Takes the database away in the midst of its work, and gives it back. The server must stay up and find it again by itself. */
export const stopDatabase =
  (postgres: RunningPostgres, times: number, random: () => number) =>
  async ({ gates, calls, load }: Scene): Promise<void> => {
    for (let outage = 0; outage < times; outage += 1) {
      await setTimeout(500 + random() * longestLifeMs);
      await postgres.halt();
      await setTimeout(500 + random() * longestOutageMs);
      await postgres.resume();
      const acknowledged = load.journeys.reduce((sum, journey) => sum + journey.acknowledged.length, 0);
      await untilTrue(
        () => load.journeys.reduce((sum, journey) => sum + journey.acknowledged.length, 0) > acknowledged,
      );
    }
    if (!gates.every((gate) => gate.isUp())) calls.surprises.push('A server ended because its database was away.');
    if ((calls.counts.get('503') ?? 0) === 0) calls.surprises.push('Nobody was told that the database is away.');
  };

const fullMs = 8_000;

/**
 * Leaves no byte on the disk of the database, and frees it again. Nobody may be told that something was kept that was
 * not; a process that ended because it could not write is started again, as a service manager does.
 */
export const fillDisk =
  (disk: SmallDisk, times: number, restart: () => Promise<void>) =>
  async ({ gates, calls, load }: Scene): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      await setTimeout(longestLifeMs);
      const refused = refusals(calls);
      disk.fill();
      await setTimeout(fullMs);
      if (refusals(calls) === refused) calls.surprises.push('Nobody was told that the disk is full.');
      disk.free();
      await restart();
      for (const gate of gates) if (!gate.isUp()) await gate.start();
      await untilWorking(load);
    }
  };

/** Answers that say that something is wrong, and connections that a dying process broke. */
const refusals = ({ counts }: Scene['calls']): number =>
  ['503', '500', 'lost'].reduce((sum, name) => sum + (counts.get(name) ?? 0), 0);

const acknowledgedBy = ({ journeys }: Scene['load']): number =>
  journeys.reduce((sum, journey) => sum + journey.acknowledged.length, 0);

const untilWorking = (load: Scene['load']): Promise<void> => {
  const before = acknowledgedBy(load);
  return untilTrue(() => acknowledgedBy(load) > before);
};

const recoveryLimitMs = 60_000;

const untilTrue = async (isTrue: () => boolean): Promise<void> => {
  const limit = performance.now() + recoveryLimitMs;
  while (!isTrue()) {
    if (performance.now() > limit) throw new Error('Nothing was acknowledged for a minute after the fault was over.');
    await setTimeout(20);
  }
};
