import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { v7 } from 'uuid';
import type { Environment, Scope } from '../db/scope.ts';
import { system } from '../domain/actor.ts';
import { failDelivery } from '../domain/delivery/attempt-delivery.ts';
import { createDeliveryAlone } from '../domain/delivery/create-delivery.ts';
import { createOrganization } from '../domain/organization/create-organization.ts';
import { createEndpoint } from '../domain/webhook/create-endpoint.ts';
import { disableEndpoint, enableEndpoint } from '../domain/webhook/update-endpoint.ts';
import { openTestDatabase } from '../test/database.ts';
import { createTestContext, expectOk } from '../test/native-api.ts';
import { deliveriesWork } from './deliveries.ts';

const context = createTestContext(await openTestDatabase());

const openPlace = async (environment: Environment): Promise<{ scope: Scope; endpointId: string }> => {
  const owner = { name: 'Acme', ownerEmail: `${v7()}@example.com`, ownerName: 'Ada Owner' };
  const { organizationId } = expectOk(await createOrganization(context, owner));
  const scope = { organizationId, environment };
  const made = expectOk(await createEndpoint(context, scope, { url: 'https://example.com/' }, system));
  return { scope, endpointId: made.endpoint.id };
};

const [one, other] = [await openPlace('live'), await openPlace('test')];

const add = async ({ scope, endpointId }: typeof one, isDead = true): Promise<string> => {
  const input = { eventType: 'session.failed', endpointId, message: { channel: 'webhook', body: '{}' } } as const;
  const { id } = expectOk(await createDeliveryAlone(context, scope, input));
  if (isDead) await failDelivery(context, { ...scope, deliveryId: id, attempt: 1 });
  return id;
};

const run = async (...args: string[]): Promise<{ code: number; printed: string[]; complained: string[] }> => {
  const [printed, complained]: [string[], string[]] = [[], []];
  const output = {
    print: async (line: string) => void printed.push(line),
    complain: async (line: string) => void complained.push(line),
  };
  const code = await deliveriesWork(context, args, output, new AbortController().signal);
  return { code, printed, complained };
};

const idsOf = (lines: readonly string[]): string[] => lines.map((line) => line.slice(0, 36)).toSorted();

describe('gatehouse deliveries', () => {
  it('lists, filters and retries those of every organization', async () => {
    const [dead, second, foreign, waiting] = [await add(one), await add(one), await add(other), await add(one, false)];
    assert.deepEqual(idsOf((await run('list')).printed), [dead, second, foreign, waiting].toSorted());
    assert.deepEqual(idsOf((await run('list', '--state', 'dead')).printed), [dead, second, foreign].toSorted());
    assert.deepEqual(idsOf((await run('list', '--endpoint', other.endpointId)).printed), [foreign]);
    assert.deepEqual((await run('list', '--channel', 'sms')).printed, []);
    assert.equal((await run('list', '--limit', '1')).printed.length, 1);
    const [json] = (await run('list', '--endpoint', other.endpointId, '--json')).printed.map((line) =>
      JSON.parse(line),
    );
    assert.deepEqual(
      [json.id, json.organizationId, json.environment, json.state, json.attemptCount],
      [foreign, other.scope.organizationId, 'test', 'dead', 0],
    );

    assert.deepEqual(await run('retry', dead), {
      code: 0,
      printed: [`The delivery ${dead} is tried again.`],
      complained: [],
    });
    assert.deepEqual((await run('retry', '--dead', '--endpoint', one.endpointId)).printed, [
      '1 dead delivery is tried again.',
    ]);
    assert.deepEqual((await run('retry', '--dead')).printed, ['1 dead delivery is tried again.']);
    assert.deepEqual((await run('retry', '--dead')).printed, ['0 dead deliveries are tried again.']);
    assert.deepEqual((await run('list', '--state', 'dead')).printed, []);
  });

  it('leaves those of a disabled endpoint dead until it is enabled', async () => {
    const place = await openPlace('live');
    const id = await add(place);
    const address = { id: place.endpointId, actor: system };
    expectOk(await disableEndpoint(context, place.scope, address));
    assert.deepEqual((await run('retry', '--dead')).printed, ['0 dead deliveries are tried again.']);
    assert.deepEqual(idsOf((await run('list', '--state', 'dead')).printed), [id]);
    expectOk(await enableEndpoint(context, place.scope, address));
    assert.deepEqual((await run('retry', '--dead')).printed, ['1 dead delivery is tried again.']);
  });

  const usage = /^Write: gatehouse deliveries list/;
  const wrong: readonly (readonly [args: readonly string[], sentence: RegExp])[] = [
    [[], usage],
    [['retry'], usage],
    [['retry', 'x'], usage],
    [['retry', v7(), '--dead'], usage],
    [['retry', v7(), v7()], usage],
    [['list', v7()], usage],
    [['list', '--dead'], usage],
    [['drop'], usage],
    [['list', '--state', 'lost'], /^The value of --state/],
    [['list', '--limit', '0'], /^The value of --limit/],
    [['list', '--endpoint', 'x'], /^The value of --endpoint/],
    [['retry', v7()], /^There is no delivery/],
  ];
  for (const [args, sentence] of wrong) {
    it(`says what is wrong with: ${args.map((arg) => (arg.length === 36 ? 'ID' : arg)).join(' ')}`, async () => {
      const { code, printed, complained } = await run(...args);
      assert.deepEqual([code, printed], [1, []]);
      assert.match(complained.join('\n'), sentence);
    });
  }
});
