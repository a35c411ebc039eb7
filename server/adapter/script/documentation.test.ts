import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import type { Json } from '@gatehouse/core/json.ts';
import type { ScriptFetch } from '../../domain/check/script-port.ts';
import { createScriptRunner, scriptLimits } from './script-runner.ts';

const page = readFileSync(new URL('../../../docs/scripts.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, source = '']) => source);

const runner = createScriptRunner({ threads: 1 });
after(() => runner.close());

const params = {
  nodes: { form: { name: 'Anna Maria Eriksson' }, document: { name: 'ERIKSSON ANNA MARIA' } },
};
const fetch: ScriptFetch = async ({ body }) => {
  assert.deepEqual(JSON.parse(body ?? ''), { name: 'Anna Maria Eriksson' });
  return { ok: true, value: { status: 200, headers: {}, body: '{"level":"low"}' } };
};

const expected: readonly { result: Json; next: string | null }[] = [
  { result: { isSame: true }, next: 'match' },
  { result: { initials: 'AME' }, next: null },
  { result: { level: 'low' }, next: 'match' },
];

test('the page has as many examples as are tried here', () => assert.equal(examples.length, expected.length));

for (const [index, { result, next }] of expected.entries()) {
  test(`example ${index + 1} of the page does what it says`, async () => {
    const ran = await runner.run({
      source: examples[index] ?? '',
      params,
      now: '2031-05-01T12:00:00.000Z',
      seed: '',
      fetch,
    });
    assert.ok(ran.ok, ran.ok ? '' : ran.error.sentence);
    assert.deepEqual([ran.value.result, ran.value.next], [result, next]);
  });
}

test('the page states the limits that hold', () => {
  assert.match(page, new RegExp(`more than ${scriptLimits.computeMs} ms`));
  assert.match(page, new RegExp(`more than ${scriptLimits.memoryBytes / 2 ** 20} MB`));
  assert.match(page, new RegExp(`a stack of ${scriptLimits.stackBytes / 2 ** 10} KB`));
  assert.match(page, new RegExp(`${scriptLimits.fetches} calls in a run`));
});
