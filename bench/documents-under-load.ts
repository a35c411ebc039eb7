import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCalls } from '../scripts/crash/call.ts';
import { readCredentials } from '../scripts/crash/gate.ts';
import { type Journey, travel } from '../scripts/crash/journey.ts';
import { root } from '../server/start/pages.ts';
import { quantile } from './measure/numbers.ts';
import { startSubmitLoad, withPreparedPlace } from './submit/prepared-place.ts';
import { startBenchServer } from './submit/server.ts';

export interface DocumentsUnderLoad {
  /** Submissions a second when nothing else holds them back; half of it is the load of the other figures. */
  readonly saturatedPerSecond: number;
  readonly p99AloneMs: number;
  readonly p99WithDocumentsMs: number;
  /** Documents that were read meanwhile, by photo, check and verdict. */
  readonly documentsPerMinute: number;
}

const warmUpSeconds = 3;
const seconds = 20;
/** People who hand in a passport, one after the other. */
const travellers = 3;

/** What reading documents does to those who submit forms, at half the rate that the server could take. */
export const measureDocumentsUnderLoad = (databaseUrl: string | null): Promise<DocumentsUnderLoad> =>
  withPreparedPlace(databaseUrl, 640, async (place, sessions) => {
    const server = await startBenchServer(place, { LOG_LEVEL: 'warn' });
    const load = await startSubmitLoad(server.port, sessions);
    await load.run(warmUpSeconds);
    const saturated = await load.run(seconds / 4);
    const saturatedPerSecond = saturated.latenciesMs.length / saturated.seconds;
    const alone = await load.run(seconds, saturatedPerSecond / 2);
    const { key, demoWorkflowId } = readCredentials(place);
    const calls = createCalls(() => `http://127.0.0.1:${server.port}`);
    const photo = readFileSync(join(root, 'server/test/documents/demo-passport.jpg'));
    const journeys: Journey[] = [];
    let isOver = false;
    const handIn = async (): Promise<void> => {
      while (!isOver) await travel({ calls, key, workflowId: demoWorkflowId, photo }, journeys);
    };
    const handing = Promise.all(Array.from({ length: travellers }, handIn));
    const before = journeys.filter(({ state }) => state === 'completed').length;
    const together = await load.run(seconds, saturatedPerSecond / 2);
    const read = journeys.filter(({ state }) => state === 'completed').length - before;
    isOver = true;
    await handing;
    load.close();
    await server.stop();
    return {
      saturatedPerSecond,
      p99AloneMs: quantile(alone.latenciesMs, 0.99),
      p99WithDocumentsMs: quantile(together.latenciesMs, 0.99),
      documentsPerMinute: (read / together.seconds) * 60,
    };
  });
