import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A machine of a customer's that takes webhooks. */
export interface WebhookReceiver {
  readonly url: string;
  readonly received: Received[];
  /** How it answers from now on; 204 at first. What it awaits holds the answer back. */
  answerWith(answer: (received: Received) => Answer | Promise<Answer>): void;
}

/** Listens on this machine until the file's tests have ended. */
export const openWebhookReceiver = async (): Promise<WebhookReceiver> => {
  const received: Received[] = [];
  let answer: (received: Received) => Answer | Promise<Answer> = () => ({ status: 204 });
  const server = createServer(async (request, response) => {
    const one = { headers: request.headers, body: await text(request) };
    received.push(one);
    const { status, headers = {}, body = '' } = await answer(one);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    received,
    answerWith: (next) => {
      answer = next;
    },
  };
};
