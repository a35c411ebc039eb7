import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { LoadAnswer, LoadOptions, LoadRequest, LoadTarget } from './load-message.ts';

/*
 * The load generator: a process of its own that keeps connections open and writes ready-made requests, so that it takes
 * as little of the machine as can be. Each connection has sessions of its own and sends one request at a time.
 */

interface Target extends LoadTarget {
  attempt: number;
}

interface Connection {
  readonly socket: Socket;
  readonly targets: readonly Target[];
  next: number;
  answered: ((answer: Buffer) => void) | null;
}

const bodyEnd = Buffer.from('\r\n\r\n');

/** Whether the answer is there in full: its head names the body's length. */
const isWhole = (answer: Buffer): boolean => {
  const end = answer.indexOf(bodyEnd);
  if (end < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.toString('latin1', 0, end))?.[1];
  return length !== undefined && answer.length >= end + 4 + Number(length);
};

const openConnection = async (port: number, targets: readonly Target[]): Promise<Connection> => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const connection: Connection = { socket, targets, next: 0, answered: null };
  let received: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    if (!isWhole(received)) return;
    const answer = received;
    received = Buffer.alloc(0);
    connection.answered?.(answer);
  });
  const fail = (): void => connection.answered?.(Buffer.from('HTTP/1.1 000 the connection was lost\r\n\r\n'));
  socket.on('error', fail);
  socket.on('close', fail);
  return connection;
};

const openAll = ({ port, connections, targets: given }: LoadOptions): Promise<Connection[]> => {
  const targets = given.map((target) => ({ ...target, attempt: 1 }));
  const share = Math.floor(targets.length / connections);
  return Promise.all(
    Array.from({ length: connections }, (_, index) =>
      openConnection(port, targets.slice(index * share, (index + 1) * share)),
    ),
  );
};

const send = (connection: Connection, target: Target, headers: string): Promise<Buffer> => {
  const { promise, resolve } = Promise.withResolvers<Buffer>();
  connection.answered = resolve;
  const body = target.body.join(String(target.attempt));
  connection.socket.write(`${target.head}${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  return promise;
};

const run = async (
  connections: readonly Connection[],
  { seconds, perSecond, headers }: Extract<LoadRequest, { kind: 'run' }>,
): Promise<LoadAnswer> => {
  const latenciesMs: number[] = [];
  const cpu = process.cpuUsage();
  const start = performance.now();
  const end = start + seconds * 1000;
  const gapMs = perSecond === null ? 0 : (connections.length * 1000) / perSecond;
  let failed = 0;
  let firstFailure: string | null = null;
  const drive = async (connection: Connection, index: number): Promise<void> => {
    let due = start + (gapMs * index) / connections.length;
    while (performance.now() < end) {
      // At a given rate the wait behind a late answer counts as latency: the person waits as well.
      if (gapMs > 0 && due > performance.now()) await setTimeout(due - performance.now());
      const from = gapMs > 0 ? due : performance.now();
      due += gapMs;
      const target = connection.targets[connection.next % connection.targets.length];
      if (target === undefined) return;
      connection.next += 1;
      const answer = await send(connection, target, headers);
      if (answer.toString('latin1', 9, 12) === '200') {
        target.attempt += 1;
        latenciesMs.push(performance.now() - from);
      } else {
        failed += 1;
        firstFailure ??= answer.toString('utf8').slice(0, 2000);
        if (connection.socket.destroyed) return;
      }
    }
  };
  await Promise.all(connections.map(drive));
  const { user, system } = process.cpuUsage(cpu);
  return {
    latenciesMs,
    failed,
    firstFailure,
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: (user + system) / 1e6,
  };
};

let opened: readonly Connection[] | null = null;
process.on('message', async (request: LoadRequest) => {
  if (request.kind === 'open') {
    opened = await openAll(request.options);
    process.send?.('open');
  } else if (opened !== null) {
    process.send?.(await run(opened, request));
  }
});
process.once('disconnect', () => process.exit());
