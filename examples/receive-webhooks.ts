// Receives webhooks on a port, believes only those that are signed, and prints what happened. Ends after --once.
//   node examples/receive-webhooks.ts http://127.0.0.1:9000 [--once]
// Gatehouse calls addresses of this machine only where OUTBOUND_PRIVATE_ADDRESSES allows it.
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { verifyWebhook } from '@gatehouse/sdk';
import { connect } from './connect.ts';

const [url = 'http://127.0.0.1:9000', flag] = process.argv.slice(2);
const gatehouse = connect();
const endpoint = await gatehouse.webhookEndpoints.create({
  url,
  eventTypes: ['session.created', 'session.in_review', 'session.completed'],
});
// A receiver sees a message again when its answer got lost: what it has done stands under the message's id.
const done = new Set<string>();

const server = createServer(async (request, response) => {
  try {
    const body = await buffer(request);
    const { id, event } = await verifyWebhook({ body, headers: request.headers, secret: endpoint.secret });
    // Answer first, work later: Gatehouse waits a few seconds.
    response.writeHead(204).end();
    if (done.has(id)) return;
    done.add(id);
    console.log(event.type, JSON.stringify(event.data));
    if (flag === '--once') await stop();
  } catch (error) {
    response.writeHead(400).end();
    console.error(error instanceof Error ? error.message : error);
  }
});

const stop = async (): Promise<void> => {
  await gatehouse.webhookEndpoints.delete(endpoint.id);
  server.close();
  server.closeAllConnections();
};
process.once('SIGINT', stop);
server.listen(Number(new URL(url).port), () => console.log(`Listening on ${url}.`));
