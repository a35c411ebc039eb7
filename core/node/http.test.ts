import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../json.ts';
import type { RunEvent } from '../workflow/event.ts';
import { AT, created, graphOf, opened, runOf } from '../workflow/test/graph.ts';
import { findNodeType } from './catalogue.ts';

const url = 'https://api.example.com/check';

const evaluated = (evaluation: Json): RunEvent => ({ type: 'evaluated', at: AT, node: 'call', attempt: 1, evaluation });

const answer = (status: number, body: Json = null, truncated = false): Json => ({
  ok: true,
  status,
  body,
  truncated,
  durationMs: 31,
});

const resultOf = (config: object, evaluation: Json) => {
  const source = graphOf({ id: 'call', type: 'http', config: { url, ...config } });
  return runOf(source, created, opened, evaluated(evaluation)).results.call ?? assert.fail('There is no result.');
};

const byStatus = [
  { from: 404, to: 404, outcome: 'unknown' },
  { from: 400, to: 499, outcome: 'unresolved' },
  { from: 200, to: 299, outcome: 'fine' },
];

const outcomes: readonly [status: number, plain: string, byTable: string][] = [
  [200, 'success', 'fine'],
  [204, 'success', 'fine'],
  [299, 'success', 'fine'],
  [301, 'error', 'error'],
  [400, 'fail', 'unresolved'],
  [404, 'fail', 'unknown'],
  [499, 'fail', 'unresolved'],
  [500, 'error', 'error'],
  [101, 'error', 'error'],
];

for (const [status, plain, byTable] of outcomes) {
  test(`the status ${status} is ${plain}, and ${byTable} by a table of the node`, () => {
    assert.equal(resultOf({}, answer(status)).outcome, plain);
    assert.equal(resultOf({ outcomesByStatus: byStatus }, answer(status)).outcome, byTable);
  });
}

test('fields are found in the answer, and one that is not there is empty', () => {
  const fields = { riskClass: '/risk/class', first: '/hits/0', all: '', gone: '/nowhere', proto: '/constructor' };
  const body = { risk: { class: 'low' }, hits: [{ id: 1 }] };
  const result = resultOf({ fields }, answer(200, body));
  assert.deepEqual(result.fields, {
    riskClass: 'low',
    first: { id: 1 },
    all: body,
    gone: null,
    proto: null,
    status: 200,
  });
  assert.deepEqual(result.verdict?.evidence, [
    { name: 'status', value: 200 },
    { name: 'durationMs', value: 31 },
  ]);
});

test('a call waits for its check, and an answer that never came is an error with its reason', () => {
  const source = graphOf({ id: 'call', type: 'http', config: { url } });
  const waiting = runOf(source, created, opened);
  assert.deepEqual([waiting.state, waiting.phase, waiting.pending], ['waiting', 'evaluation', {}]);
  const reason = { code: 'http_timeout', sentence: 'The service did not answer in 10 seconds.' };
  const { outcome, verdict } = resultOf({}, { ok: false, reason });
  assert.deepEqual([outcome, verdict?.reasons], ['error', [reason]]);
});

const useless: readonly [name: string, config: object, evaluation: Json, code: string][] = [
  ['is cut off', { fields: { a: '/a' } }, answer(200, null, true), 'http_answer_too_large'],
  ['fills the run', { fields: { a: '/a' } }, answer(200, { a: 'x'.repeat(17_000) }), 'http_answer_too_large'],
  ['is no evaluation', {}, { status: 200 }, 'evaluation_malformed'],
  ['has no such status', {}, answer(99), 'evaluation_malformed'],
];

for (const [name, config, evaluation, code] of useless) {
  test(`an answer that ${name} is an error: ${code}`, () => {
    const { outcome, fields, verdict } = resultOf(config, evaluation);
    assert.deepEqual([outcome, fields, verdict?.reasons[0]?.code], ['error', {}, code]);
  });
}

test('an answer that is cut off is of use where nothing of it is', () => {
  assert.equal(resultOf({}, answer(200, null, true)).outcome, 'success');
  assert.equal(resultOf({ fields: { a: '/a' } }, answer(404, null, true)).outcome, 'fail');
});

const wrong: readonly [config: object, pointer: string][] = [
  [{ url: 'api.example.com' }, '/url'],
  [{ url: 'https://{{entity.host}}/x' }, '/url'],
  [{ url: 'https://user:secret@example.com/' }, '/url'],
  [{ url: 'https://example.com/#part' }, '/url'],
  [{ url: 'https://example.com/a b' }, '/url'],
  [{ url: 'https://example.com\\x' }, '/url'],
  [{ url: 'https://example.com/{{form.name}}' }, '/url'],
  [{ url: 'https://example.com/{{nodes.form.name}' }, '/url'],
  [{ url: 'https://example.com/{{session.url}}' }, '/url'],
  [{ url, headers: { Host: 'x' } }, '/headers/Host'],
  [{ url, headers: { 'a b': 'x' } }, '/headers/a b'],
  [{ url, headers: { a: '{{x}}' } }, '/headers/a'],
  [{ url, method: 'GET', body: {} }, '/body'],
  [{ url, body: { a: ['{{x}}'] } }, '/body'],
  [{ url, body: 'x'.repeat(20_000) }, '/body'],
  [{ url, fields: { status: '/a' } }, '/fields/status'],
  [{ url, fields: { a: 'b' } }, '/fields/a'],
  [{ url, outcomesByStatus: [{ from: 300, to: 200, outcome: 'x' }] }, '/outcomesByStatus/0'],
  [{ url, outcomesByStatus: [{ from: 200, to: 299, outcome: 'back' }] }, '/outcomesByStatus/0/outcome'],
  [{ url, timeoutMs: 15_001 }, '/timeoutMs'],
];

for (const [config, pointer] of wrong) {
  test(`a config is refused at ${pointer}: ${JSON.stringify(config).slice(0, 90)}`, () => {
    const bound = findNodeType('http')?.bind(config);
    assert.ok(bound && !bound.ok);
    assert.ok(
      bound.error.some((error) => error.pointer === pointer),
      JSON.stringify(bound.error),
    );
  });
}

const declared: readonly [table: object[], required: string[], optional: string[]][] = [
  [[], ['success'], ['fail', 'error']],
  [byStatus, ['fine', 'unknown'], ['unresolved', 'error']],
  [[{ from: 100, to: 599, outcome: 'error' }], [], ['error']],
  [[{ from: 200, to: 298, outcome: 'most' }], ['most', 'success'], ['fail', 'error']],
];

for (const [outcomesByStatus, required, optional] of declared) {
  test(`it declares what some status leads to: ${[...required, ...optional].join(', ')}`, () => {
    const bound = findNodeType('http')?.bind({ url, outcomesByStatus });
    assert.ok(bound?.ok);
    const names = (isRequired: boolean) =>
      bound.value.outcomes.filter((one) => one.required === isRequired).map(({ name }) => name);
    assert.deepEqual(names(true).toSorted(), required.toSorted());
    assert.deepEqual(names(false).toSorted(), optional.toSorted());
  });
}

test('its references are those of URL, headers and body, each with its place', () => {
  const bound = findNodeType('http')?.bind({
    url: `${url}/{{entity.a}}/{{entity.a}}/{{session.id}}`,
    headers: { x: '{{prefill.b}}' },
    body: { 'c/d': ['{{nodes.form.c}} and {{nodes.form.d}}'] },
  });
  assert.ok(bound?.ok);
  assert.deepEqual(bound.value.references, [
    { path: 'entity.a', pointer: '/url' },
    { path: 'prefill.b', pointer: '/headers/x' },
    { path: 'nodes.form.c', pointer: '/body/c~1d/0' },
    { path: 'nodes.form.d', pointer: '/body/c~1d/0' },
  ]);
});
