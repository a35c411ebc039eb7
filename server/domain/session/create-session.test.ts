import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Json } from '@gatehouse/core/json.ts';
import { openGate } from '../../test/journey.ts';
import { system } from '../actor.ts';
import { type CreateSessionInput, createSession } from './create-session.ts';

const gate = await openGate();
const { scope, workflowId } = await gate.addOrganization();
after(() => gate.close());

const nested = (levels: number): Json => (levels === 0 ? 1 : [nested(levels - 1)]);

/** The code and pointer of the refusal, or `ok`. */
const create = async (input: Partial<CreateSessionInput>): Promise<string> => {
  const made = await createSession(gate.context, scope, { workflowId, entity: { kind: 'person' }, ...input }, system);
  if (made.ok) return 'ok';
  return [made.error.code, ...(made.error.errors ?? []).map(({ pointer }) => pointer.slice(0, 20))].join(' ');
};

const withDetails = (a: Json): Partial<CreateSessionInput> => ({ entity: { kind: 'person', details: { a } } });

const table: readonly [what: string, input: Partial<CreateSessionInput>, expected: string][] = [
  ['a prefill nested as deep as it may be', { prefill: { a: nested(60) } }, 'ok'],
  [
    'a prefill nested deeper than the log can hold',
    { prefill: { a: nested(63) } },
    'request_invalid /prefill/a/0/0/0/0/0',
  ],
  ['details nested deeper than that', withDetails(nested(63)), 'request_invalid /entity/details/a/0/'],
  ['an end in the year 10000', { expiresAt: new Date('+010000-01-01T00:00:00Z') }, 'request_invalid /expiresAt'],
  ['an end that is just now', { expiresAt: gate.context.now() }, 'request_invalid /expiresAt'],
  ['an end in nine years', { expiresAt: new Date(gate.context.now().getTime() + 9 * 365 * 86_400_000) }, 'ok'],
];

for (const [what, input, expected] of table) {
  test(`a session with ${what}: ${expected}`, async () => {
    assert.equal(await create(input), expected);
  });
}
