import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import type { Scope } from '../db/scope.ts';
import { createDeliveryAlone } from '../domain/delivery/create-delivery.ts';
import { createLogger } from '../log.ts';
import { expectOk } from '../test/native-api.ts';
import { takeWork } from '../test/outbox-work.ts';
import { openWebhookPlace } from '../test/webhook-place.ts';
import { openWebhookReceiver } from '../test/webhook-receiver.ts';
import { deliverJob } from './deliver.ts';

const place = await openWebhookPlace();
const logLine = z.looseObject({ level: z.union([z.string(), z.number()]), msg: z.string() });

/** Makes the attempts that wait, each at its time, and gives the lines that were logged. */
const run = async ({ organizationId }: Scope): Promise<readonly z.infer<typeof logLine>[]> => {
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
  for (const { payload, dueAt } of await takeWork(place.database, organizationId, 'deliver')) {
    if (dueAt !== null) place.context.setTime(dueAt);
    assert.ok(await deliverJob.run(place.context, payload, logger));
  }
  return lines.map((line) => logLine.parse(JSON.parse(line)));
};

describe('an attempt at a delivery tells the log', async () => {
  const receiver = await openWebhookReceiver();
  const open = async () => {
    const scope = await place.openScope();
    const { endpoint } = await place.create(scope, `${receiver.url}?token=not-for-logs`);
    const body = JSON.stringify({ type: 'session.completed', data: { name: 'Ada' } });
    const message = { channel: 'webhook', body } as const;
    const input = { eventType: 'session.completed', endpointId: endpoint.id, message };
    const { id } = expectOk(await createDeliveryAlone(place.context, scope, input));
    return { scope, id };
  };

  it('that it was taken, by whom of ours, and how long it took', async () => {
    const { scope, id } = await open();
    const [line, ...more] = await run(scope);
    assert.equal(more.length, 0);
    const { organizationId } = scope;
    const expected = { deliveryId: id, organizationId, attempt: 1, channel: 'webhook', result: 'delivered' };
    assert.partialDeepStrictEqual(line, { ...expected, statusCode: 204, error: null, msg: 'a delivery was taken' });
    assert.equal(typeof line?.durationMs, 'number');
  });

  it('that it failed, until it is given up, and never its address or its message', async () => {
    receiver.answerWith(() => ({ status: 500, body: 'broken' }));
    const { scope } = await open();
    const lines: z.infer<typeof logLine>[] = [];
    for (let logged = await run(scope); logged.length > 0; logged = await run(scope)) lines.push(...logged);
    assert.deepEqual(
      lines.map(({ result, attempt }) => [result, attempt]),
      Array.from({ length: 10 }, (_, index) => [index < 9 ? 'failed' : 'dead', index + 1]),
    );
    assert.match(lines.at(-1)?.msg ?? '', /given up/);
    assert.doesNotMatch(JSON.stringify(lines), /not-for-logs|127\.0\.0\.1|Ada|broken/);
  });

  it('nothing where another process has made it', async () => {
    const { scope } = await open();
    const [work] = await takeWork(place.database, scope.organizationId, 'deliver');
    await deliverJob.run(place.context, work?.payload);
    const lines: string[] = [];
    const logger = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
    await deliverJob.run(place.context, work?.payload, logger);
    assert.deepEqual(lines, []);
  });
});
