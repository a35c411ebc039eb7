import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPlace, type Place } from '../../scripts/place.ts';
import { addSessions, captureTargets, type OpenedSession } from './gate.ts';
import { type Load, startLoad } from './load.ts';

export const connections = 32;

/** A data folder with sessions that stand before the form; it goes away when the work is done. */
export const withPreparedPlace = async <Value>(
  databaseUrl: string | null,
  sessions: number,
  work: (place: Place, sessions: readonly OpenedSession[]) => Promise<Value>,
): Promise<Value> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  try {
    const place: Place = { dataDir, databaseUrl };
    const { context, close } = await openPlace(place);
    const added = await addSessions(context, { organizations: 20, sessionsEach: Math.ceil(sessions / 20) });
    await close();
    return await work(place, added);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
};

export const startSubmitLoad = (
  port: number,
  sessions: readonly OpenedSession[],
  count: number = connections,
): Promise<Load> =>
  startLoad({
    port,
    connections: count,
    targets: captureTargets(port, sessions),
  });
