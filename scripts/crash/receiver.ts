import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { findFreePort } from '../free-port.ts';
import type { Calls } from './call.ts';

/** Ids of the messages that told of a change of state, by its name (`changeName`). */
export type Told = ReadonlyMap<string, ReadonlySet<string>>;

/** A program of a customer that is told of sessions by webhooks. */
export interface Receiver {
  readonly url: string;
  readonly told: Told;
  close(): Promise<void>;
}

/** `at`: when it happened, UTC, ISO 8601. */
export const changeName = (sessionId: string, state: string, at: string): string => `${sessionId} ${state} ${at}`;

const message = z.object({ timestamp: z.string(), data: z.object({ sessionId: z.string(), state: z.string() }) });

/** Of so many messages one is refused at its first attempt, so that later attempts meet kills as well. */
const refusedEvery = 10;

/** Listens on this machine and takes every message once it was sent; it is never killed. */
export const openReceiver = async (): Promise<Receiver> => {
  const told = new Map<string, Set<string>>();
  const refused = new Set<string>();
  let received = 0;

  const isTaken = async (request: IncomingMessage): Promise<boolean> => {
    const id = String(request.headers['webhook-id']);
    const { timestamp, data } = message.parse(JSON.parse(await text(request)));
    received += 1;
    if (received % refusedEvery === 0 && !refused.has(id)) {
      refused.add(id);
      return false;
    }
    const name = changeName(data.sessionId, data.state, timestamp);
    told.set(name, (told.get(name) ?? new Set()).add(id));
    return true;
  };

  const server = createServer((request, response) => {
    isTaken(request).then(
      (taken) => response.writeHead(taken ? 204 : 503).end(),
      // A connection that broke in the middle, because its server was killed.
      () => response.destroy(),
    );
  });
  const port = await findFreePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    told,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

/** Has the organization's webhooks go there: those of sessions, which is what is counted. */
export const subscribe = async (calls: Calls, key: string, { url }: Receiver): Promise<void> => {
  const types = ['created', 'opened', 'waiting', 'in_review', 'completed', 'expired', 'cancelled', 'failed'];
  const body = { url, eventTypes: types.map((type) => `session.${type}`) };
  const answer = await calls.untilAnswered({ method: 'POST', path: '/api/webhook-endpoints', token: key, body });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
};

const waiting = z.object({ items: z.array(z.object({ id: z.string() })) });

/** Has what waits for its time be tried now, as an operator may: a busy endpoint's messages can be put off for minutes. */
export const hurryDeliveries = async (calls: Calls, token: string): Promise<void> => {
  const path = '/api/deliveries?state=pending&limit=100';
  const answer = await calls.untilAnswered({ method: 'GET', path, token });
  for (const { id } of waiting.parse(answer.body).items)
    await calls.untilAnswered({ method: 'POST', path: `/api/deliveries/${id}/retry`, token });
};
