import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, test } from 'node:test';
import Fastify from 'fastify';
import { drainRefusedBodies } from './refused-body.ts';

const app = Fastify({ bodyLimit: 1000 });
drainRefusedBodies(app, 200);
app.post('/', async () => 'taken');
const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
after(() => app.close());

const startSending = async (bytes: number): Promise<Socket> => {
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`POST / HTTP/1.1\r\nHost: gate\r\nContent-Type: application/json\r\nContent-Length: ${bytes}\r\n\r\n`);
  return socket;
};

const write = (socket: Socket, chunk: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.write(chunk, (error) => (error ? reject(error) : setImmediate(resolve)));
  });

const answerTo = async (socket: Socket): Promise<string> => {
  const [data]: unknown[] = await once(socket, 'data');
  socket.destroy();
  return String(data);
};

test('whoever sends far too much can send it all, and is told so', async () => {
  const chunk = Buffer.alloc(100_000, ' ');
  const socket = await startSending(100 * chunk.length);
  for (let count = 0; count < 100; count += 1) await write(socket, chunk);
  assert.match(await answerTo(socket), /^HTTP\/1\.1 413 /);
});

test('a sender who stops in the middle is answered all the same', async () => {
  const socket = await startSending(10_000);
  await write(socket, Buffer.alloc(5000, ' '));
  assert.match(await answerTo(socket), /^HTTP\/1\.1 413 /);
});
