import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../json.ts';
import { advance } from '../workflow/advance.ts';
import { waitingTitle } from '../workflow/current-view.ts';
import type { RunEvent } from '../workflow/event.ts';
import { lint } from '../workflow/lint.ts';
import { AT, created, graphOf, opened, runOf } from '../workflow/test/graph.ts';
import { findNodeType } from './catalogue.ts';

const graph = graphOf(
  {
    id: 'wait',
    type: 'wait',
    config: { title: { en: 'Hold on', de: 'Moment' }, outcomes: ['success', 'yes', 'unresolved'], timeoutSeconds: 90 },
    on: { success: 'done', yes: 'wait' },
  },
  { id: 'done', type: 'end' },
);

const given = (outcome: string, fields: JsonObject = {}, attempt = 1, reason: string | null = null): RunEvent => ({
  type: 'outcome_given',
  at: AT,
  node: 'wait',
  attempt,
  outcome,
  fields,
  reason,
});

const fired = (attempt: number): RunEvent => ({ type: 'timer_fired', at: AT, node: 'wait', attempt });

const errorOf = (event: RunEvent, source = graph) => {
  const step = advance(source, runOf(source, created, opened), event);
  return step.ok ? assert.fail('The event was taken.') : step.error;
};

test('it sets a timer for its time after the event that entered it, and each entry another', () => {
  const first = advance(graph, runOf(graph, created), opened);
  assert.ok(first.ok);
  const dueAt = '2026-03-01T10:01:30.000Z';
  assert.deepEqual(first.value.effects, [{ type: 'set_timer', node: 'wait', attempt: 1, dueAt }]);
  const { state, phase, pending } = first.value.run;
  assert.deepEqual([state, phase, pending], ['waiting', 'waiting', { dueAt }]);
  const later = '2026-12-31T23:59:00.500Z';
  const again = advance(graph, first.value.run, { ...given('yes'), at: later });
  assert.ok(again.ok);
  const next = '2027-01-01T00:00:30.500Z';
  assert.deepEqual(again.value.effects, [{ type: 'set_timer', node: 'wait', attempt: 2, dueAt: next }]);
});

test('an outcome without a time sets no timer, and a timer has no place there', () => {
  const patient = graphOf({ id: 'wait', type: 'wait' });
  const made = advance(patient, runOf(patient, created), opened);
  assert.ok(made.ok);
  assert.deepEqual([made.value.effects, made.value.run.pending], [[], null]);
  assert.equal(errorOf(fired(1), patient).code, 'event_does_not_fit');
});

test('what is given concludes the attempt, with the fields as they came', () => {
  const fields = { score: 3, constructor: 'x', list: [1] };
  const run = runOf(graph, created, opened, given('success', fields, 1, 'Known.'));
  assert.deepEqual(run.results.wait?.fields, fields);
  assert.deepEqual(run.results.wait?.verdict?.reasons, [{ code: 'outcome_given', sentence: 'Known.' }]);
  assert.equal(run.state, 'completed');
});

test('the time up without an edge leaves the session to a person, and never decides', () => {
  const run = runOf(graph, created, opened, fired(1));
  assert.deepEqual([run.state, run.decision, run.results.wait?.outcome], ['in_review', null, 'timeout']);
  assert.equal(run.reasons[0]?.code, 'timed_out');
});

const refused: readonly [name: string, event: RunEvent, code: string, pointer: string | null][] = [
  ['an outcome that it does not declare', given('no'), 'input_invalid', '/outcome'],
  ['the outcome of the timer', given('timeout'), 'input_invalid', '/outcome'],
  ['the outcome error', given('error'), 'input_invalid', '/outcome'],
  ['what only a prototype has', given('constructor'), 'input_invalid', '/outcome'],
  ['fields beyond 4096 characters', given('yes', { text: 'x'.repeat(4096) }), 'input_invalid', '/fields'],
  ['another attempt', given('yes', {}, 2), 'step_moved_on', null],
  ['a timer of another attempt', fired(2), 'step_moved_on', null],
  ['a submission', { type: 'submitted', at: AT, node: 'wait', attempt: 1, input: {} }, 'step_moved_on', null],
  [
    'an evaluation',
    { type: 'evaluated', at: AT, node: 'wait', attempt: 1, evaluation: {} },
    'event_does_not_fit',
    null,
  ],
  [
    'the failure of one',
    { type: 'evaluation_failed', at: AT, node: 'wait', attempt: 1, reason: { code: 'x', sentence: 'X.' } },
    'event_does_not_fit',
    null,
  ],
];

for (const [name, event, code, pointer] of refused) {
  test(`a node that waits refuses ${name}: ${code}`, () => {
    const error = errorOf(event);
    assert.equal(error.code, code);
    assert.equal(error.code === 'input_invalid' ? (error.errors[0]?.pointer ?? '') : null, pointer);
  });
}

test('a document under check takes neither an outcome nor a timer', () => {
  const source = graphOf({ id: 'wait', type: 'document' });
  const input = { documentKind: 'passport', front: '0199d4a0-0000-7000-8000-000000000001' };
  const run = runOf(source, created, opened, { type: 'submitted', at: AT, node: 'wait', attempt: 1, input });
  for (const event of [given('success'), fired(1)]) {
    const step = advance(source, run, event);
    assert.equal(step.ok ? 'ok' : step.error.code, 'event_does_not_fit');
  }
});

test('the person reads the author’s words meanwhile, in their language', () => {
  const run = runOf(graph, created, opened);
  assert.equal(waitingTitle(graph, run, 'de-AT'), 'Moment');
  assert.equal(waitingTitle(graph, runOf(graph, created), 'de'), null);
  assert.equal(waitingTitle(graphOf({ id: 'wait', type: 'wait' }), run, 'de'), null);
});

const configs: readonly [config: object, pointer: string | null][] = [
  [{}, null],
  [{ outcomes: [], timeoutSeconds: 1 }, null],
  [{ outcomes: ['fail'], timeoutSeconds: 365 * 86_400 }, null],
  [{ outcomes: [] }, ''],
  [{ outcomes: ['timeout'] }, '/outcomes/0'],
  [{ outcomes: ['back'] }, '/outcomes/0'],
  [{ timeoutSeconds: 0 }, '/timeoutSeconds'],
  [{ timeoutSeconds: 365 * 86_400 + 1 }, '/timeoutSeconds'],
  [{ timeoutSeconds: 1.5 }, '/timeoutSeconds'],
];

for (const [config, pointer] of configs) {
  test(`the config ${JSON.stringify(config)} is ${pointer === null ? 'taken' : `refused at "${pointer}"`}`, () => {
    const bound = findNodeType('wait')?.bind(config);
    assert.equal(bound?.ok === false ? bound.error[0]?.pointer : null, pointer);
  });
}

test('lint wants an edge for the time up, and does not take it for a check', () => {
  const end = { id: 'end', type: 'end', config: { decision: 'approved' } };
  const codes = (on: object) =>
    lint(graphOf({ id: 'wait', type: 'wait', config: { outcomes: ['success'], timeoutSeconds: 60 }, on }, end)).map(
      ({ code }) => code,
    );
  assert.deepEqual(codes({ success: 'end' }), ['outcome_without_edge']);
  assert.deepEqual(codes({ success: 'end', timeout: 'end' }), ['approved_without_check']);
  assert.deepEqual(codes({ success: 'end', timeout: 'wait' }), []);
});

test('lint warns where the time up leads to what only a decision brings', () => {
  const use = { id: 'use', type: 'notify', config: { channel: 'sms', to: 'nodes.wait.phone', body: { en: 'Hello' } } };
  const codes = (on: object) => {
    const config = { outcomes: ['yes'], fields: [{ name: 'phone' }], timeoutSeconds: 60 };
    const source = graphOf(
      { id: 'wait', type: 'wait', config, on },
      { ...use, on: { success: 'end' } },
      { id: 'end', type: 'end', config: { decision: 'none' } },
    );
    return lint(source).map(({ code }) => code);
  };
  assert.deepEqual(codes({ yes: 'use', timeout: 'use' }), ['data_sometimes_missing']);
  assert.deepEqual(codes({ yes: 'use', timeout: 'end' }), []);
});
