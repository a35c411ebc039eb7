import { join } from 'node:path';
import { openPlace, type Place } from '../../scripts/place.ts';
import { openWireClient, throughNetwork, type WireClient } from '../../server/api/onekosmos/test/client.ts';
import { processSeconds, processTreeSeconds, threadSeconds } from '../measure/cpu.ts';
import { readPostmasterPid, type StartedPostgres } from '../measure/postgres.ts';
import { addSessions, captureTargets, submission } from '../submit/gate.ts';
import { type BenchServer, startBenchServer } from '../submit/server.ts';
import {
  type Comparison,
  type HttpRequests,
  type HttpTarget,
  httpVariant,
  type SubmitOptions,
  takeTurns,
  variantNames,
  withFolder,
} from '../submit/submit.ts';
import { addInstances } from './gate.ts';

/** What is compared: the native submission, and `submit_result` with and without its encryption. */
export const dialectNames = {
  native: variantNames.http,
  encrypted: '1Kosmos, encrypted',
  clear: '1Kosmos, clear',
} as const;

const organizations = 20;
/** Per organization; each variant has sessions of its own. */
const sessionsEach = 32;

/** On a PostgreSQL server where one is given, else on the embedded database: the same server process answers all in turns. */
export const compareDialect = (server: StartedPostgres | null, options: SubmitOptions): Promise<Comparison> =>
  withFolder(async (folder) => {
    const place: Place = { dataDir: join(folder, 'place'), databaseUrl: server?.url ?? null };
    const { context, close } = await openPlace(place);
    const sessions = await addSessions(context, { organizations, sessionsEach });
    const instances = await addInstances(context, { organizations, instancesEach: 2 * sessionsEach });
    await close();
    const gate = await startBenchServer(place);
    const target = await targetOf(gate, server);
    const client = await openWireClient({ send: throughNetwork(`http://127.0.0.1:${gate.port}`) });
    const half = instances.length / 2;
    const requests: readonly HttpRequests[] = [
      { name: dialectNames.native, targets: captureTargets(gate.port, sessions) },
      encrypted(gate, client, instances.slice(0, half)),
      clear(gate, client, instances.slice(half)),
    ];
    const variants = await Promise.all(requests.map((each) => httpVariant(target, each)));
    const turns = await takeTurns(variants, options);
    for (const variant of variants) variant.close();
    await gate.stop();
    return { engine: server === null ? 'pglite' : 'postgres', turns };
  });

const targetOf = async ({ port, pid }: BenchServer, server: StartedPostgres | null): Promise<HttpTarget> => {
  if (server === null) {
    const database = () => threadSeconds(pid, 'database');
    return { port, cpu: { server: () => processSeconds(pid) - database(), database } };
  }
  const postmaster = await readPostmasterPid(server.url);
  const database = postmaster === null ? () => 0 : () => processTreeSeconds(postmaster);
  return { port, cpu: { server: () => processSeconds(pid), database } };
};

/**
 * As a page sends it that was opened once: one key pair, so that its secret is known after the first request. Bodies are
 * encrypted beforehand and the request id once a turn, so that the load generator takes no more of the machine than
 * natively; the server decrypts every one of them.
 */
const encrypted = ({ port }: BenchServer, client: WireClient, instances: readonly string[]): HttpRequests => ({
  name: dialectNames.encrypted,
  targets: instances.map((id) => ({
    head: headOf(port, client),
    body: [JSON.stringify({ data: client.encrypt(JSON.stringify(dataOf(id))) })],
  })),
  headers: () => `requestid: ${client.requestId()}\r\n`,
});

/** The same but for the cipher on body and answer. */
const clear = ({ port }: BenchServer, client: WireClient, instances: readonly string[]): HttpRequests => ({
  name: dialectNames.clear,
  targets: instances.map((id) => ({
    head: `${headOf(port, client)}noecdsa: 1\r\n`,
    body: [JSON.stringify({ data: dataOf(id) })],
  })),
  headers: () => `requestid: ${client.requestId()}\r\n`,
});

const headOf = (port: number, { publicKey }: WireClient): string =>
  `POST /onekosmos/workflowapi/workflow_instance/submit_result HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\npublickey: ${publicKey}\r\nContent-Type: application/json\r\n`;

const dataOf = (wfInstanceId: string) => ({
  wfInstanceId,
  nodeId: 'details',
  nodeType: 'form',
  requestData: submission,
});
