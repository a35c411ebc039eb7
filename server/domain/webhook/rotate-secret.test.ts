import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import type { Scope } from '../../db/scope.ts';
import { expectOk } from '../../test/native-api.ts';
import { openWebhookPlace } from '../../test/webhook-place.ts';
import { openWebhookReceiver } from '../../test/webhook-receiver.ts';
import { system } from '../actor.ts';
import { announceSession } from './announce-session.ts';
import { getEndpoint, listEndpoints } from './read-endpoint.ts';
import { rotateSecret } from './rotate-secret.ts';
import { updateEndpoint } from './update-endpoint.ts';

const { context, openScope, create, changeOf, runDue } = await openWebhookPlace();
const start = context.now();
const DAY = 86_400_000;

describe('the rotation of a secret', () => {
  const signaturesAt = async (scope: Scope, time: Date, secrets: readonly string[]): Promise<boolean[]> => {
    const receiver = await openWebhookReceiver();
    const [endpoint] = await listEndpoints(context, scope);
    expectOk(await updateEndpoint(context, scope, { id: endpoint?.id ?? '', actor: system }, { url: receiver.url }));
    context.setTime(time);
    await announceSession(context, changeOf(scope));
    await runDue(scope);
    const { headers, body } = receiver.received[0] ?? assert.fail('nothing was received');
    const signed = String(headers['webhook-signature']).split(' ');
    const at = new Date(Number(headers['webhook-timestamp']) * 1000);
    const has = (secret: string) => signed.includes(new Webhook(secret).sign(String(headers['webhook-id']), at, body));
    return [...secrets.map(has), signed.length === 2];
  };

  it('signs with both for a day, and then with the new one alone', async () => {
    context.setTime(start);
    const scope = await openScope();
    const { endpoint, secret: old } = await create(scope);
    const rotation = { id: endpoint.id, actor: system, overlapMs: DAY };
    const { secret: present, endpoint: rotated } = expectOk(await rotateSecret(context, scope, rotation));
    assert.equal(rotated.previousSecretExpiresAt?.getTime(), start.getTime() + DAY);
    assert.deepEqual(await signaturesAt(scope, new Date(start.getTime() + DAY - 1), [present, old]), [
      true,
      true,
      true,
    ]);
    assert.deepEqual(await signaturesAt(scope, new Date(start.getTime() + DAY), [present, old]), [true, false, false]);
    assert.equal(expectOk(await getEndpoint(context, scope, endpoint.id)).previousSecretExpiresAt, null);
    context.setTime(start);
  });

  it('without an overlap stops the one before at once; of three the oldest stops', async () => {
    const scope = await openScope();
    const { endpoint, secret: first } = await create(scope);
    const rotate = async (overlapMs: number): Promise<string> =>
      expectOk(await rotateSecret(context, scope, { id: endpoint.id, actor: system, overlapMs })).secret;
    const second = await rotate(DAY);
    const third = await rotate(DAY);
    assert.deepEqual(await signaturesAt(scope, start, [third, second, first]), [true, true, false, true]);
    const fourth = await rotate(0);
    assert.deepEqual(await signaturesAt(scope, start, [fourth, third]), [true, false, false]);
  });
});
