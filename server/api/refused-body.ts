import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** Beyond these the connection ends with the answer, whether the sender has seen it or not. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_MS = 5_000;

/**
 * Reads what is left of a body that was refused for its size before the answer goes out, and throws it away. Most clients
 * look for an answer only once they have sent everything: to those who are cut off in the middle, the 413 is a lost
 * connection.
 */
export function drainRefusedBodies(fastify: FastifyInstance, maxMs = MAX_MS): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (reply.statusCode !== 413) done(null, payload);
    else void drain(request.raw, maxMs).then(() => done(null, payload));
  });
}

const drain = (body: IncomingMessage, maxMs: number): Promise<void> =>
  new Promise((resolve) => {
    let bytes = 0;
    const finish = (): void => {
      clearTimeout(timer);
      body.off('data', count).off('end', finish).off('close', finish);
      resolve();
    };
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) finish();
    };
    const timer = setTimeout(finish, maxMs);
    if (body.readableEnded || body.destroyed) finish();
    else body.on('data', count).once('end', finish).once('close', finish).resume();
  });
