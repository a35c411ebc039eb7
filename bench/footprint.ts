import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { residentBytes } from './measure/cpu.ts';
import { startBenchServer } from './submit/server.ts';

export interface Footprint {
  /** From the start of the process to its first answer, on data that are there already. */
  readonly startMs: number;
  /** The same into an empty data folder and database. */
  readonly firstStartMs: number;
  /** Of the whole process, after it has rested. */
  readonly restMegabytes: number;
}

const restMs = 10_000;

export const measureFootprint = async (databaseUrl: string | null): Promise<Footprint> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  try {
    const first = await startBenchServer({ dataDir, databaseUrl });
    await first.stop();
    const server = await startBenchServer({ dataDir, databaseUrl });
    await setTimeout(restMs);
    const restMegabytes = residentBytes(server.pid) / 1e6;
    await server.stop();
    return { startMs: server.startMs, firstStartMs: first.startMs, restMegabytes };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
};
