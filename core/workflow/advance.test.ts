import assert from 'node:assert/strict';
import { test } from 'node:test';
import { own } from '../json.ts';
import { advance } from './advance.ts';
import { endPage } from './current-view.ts';
import { MAX_NOTE, type RunEvent } from './event.ts';
import type { Graph } from './graph.ts';
import type { Run } from './run.ts';
import { AT, created, graphOf, opened, runOf, submitted } from './test/graph.ts';
import { MAX_HOPS, RESERVE_HOPS } from './walk.ts';

const FRONT = '0199d4a0-0000-7000-8000-000000000001';
const photos = { documentKind: 'passport', front: FRONT };
const unread = {
  accepted: false,
  lines: [],
  confidence: null,
  reasons: [{ code: 'zone_not_found', sentence: 'Show the whole page.' }],
  ambiguous: [],
};

const evaluated = (node: string, attempt: number): RunEvent => ({
  type: 'evaluated',
  at: AT,
  node,
  attempt,
  evaluation: { readings: { front: unread } },
});
const failedEvaluation = (node: string, attempt: number): RunEvent => ({
  type: 'evaluation_failed',
  at: AT,
  node,
  attempt,
  reason: { code: 'reader_down', sentence: 'The reader did not answer.' },
});
const decided: RunEvent = { type: 'decided', at: AT, decision: 'approved', reason: 'Known in person.' };
const cancelled: RunEvent = { type: 'cancelled', at: AT, reason: 'Withdrawn.' };
const expired: RunEvent = { type: 'expired', at: AT };
const wentBack = (node: string, attempt: number): RunEvent => ({ type: 'went_back', at: AT, node, attempt });

const journey = graphOf(
  { id: 'form', on: { next: 'doc' } },
  { id: 'doc', type: 'document', maxAttempts: 2, on: { success: 'rule', back: 'form', unresolved: 'review' } },
  { id: 'rule', type: 'condition', on: { default: 'done' } },
  { id: 'done', type: 'end', config: { decision: 'approved', message: { en: 'Thank you.', de: 'Danke.' } } },
  { id: 'review', type: 'end', config: { decision: 'needs_review', reasons: [{ code: 'unread', sentence: 'Look.' }] } },
);

function take(graph: Graph, before: readonly RunEvent[], event: RunEvent) {
  const step = advance(graph, before.length === 0 ? null : runOf(graph, ...before), event);
  if (!step.ok) throw new Error(JSON.stringify(step.error));
  return step.value;
}

const standing = ({ state, node, phase, attempt, decision, endedAt }: Run) => ({
  state,
  node,
  phase,
  attempt,
  decision,
  endedAt,
});

const atEnd = (state: string, decision: string | null, endedAt: string | null) => ({
  state,
  node: null,
  phase: null,
  attempt: 0,
  decision,
  endedAt,
});

const toDocument = [created, opened, submitted('form', 1)];
const toEvaluation = [...toDocument, submitted('doc', 1, photos)];

test('a run is created without a node, and the link opened enters the entry', () => {
  const first = take(journey, [], created);
  assert.deepEqual(standing(first.run), { ...atEnd('created', null, null), node: null });
  const second = take(journey, [created], opened);
  assert.deepEqual(standing(second.run), { ...atEnd('active', null, null), node: 'form', phase: 'input', attempt: 1 });
  assert.deepEqual([second.effects, second.conclusions], [[], []]);
});

test('an input concludes its node and the run stands at the next', () => {
  const { run, conclusions } = take(journey, [created, opened], submitted('form', 1, { name: ' Ada ' }));
  assert.deepEqual(conclusions, [{ node: 'form', attempt: 1, outcome: 'next' }]);
  assert.deepEqual([run.node, run.results.form?.fields], ['doc', { name: 'Ada' }]);
});

test('photos wait for their check with the input kept', () => {
  const { run, effects, conclusions } = take(journey, toDocument, submitted('doc', 1, photos));
  assert.deepEqual([run.state, run.phase, run.pending], ['waiting', 'evaluation', photos]);
  assert.deepEqual(effects, [{ type: 'evaluate', node: 'doc', attempt: 1, check: 'document' }]);
  assert.deepEqual(conclusions, []);
});

test('an unread document is asked for again with the reason, as another attempt', () => {
  const { run, effects, conclusions } = take(journey, toEvaluation, evaluated('doc', 1));
  assert.deepEqual([run.state, run.node, run.attempt, run.pending], ['active', 'doc', 2, null]);
  assert.deepEqual(run.notices, unread.reasons);
  assert.deepEqual([effects, conclusions], [[], []]);
});

test('without attempts left the node concludes as it says, and needs_review opens a case', () => {
  const before = [...toEvaluation, evaluated('doc', 1), submitted('doc', 2, photos)];
  const { run, effects, conclusions } = take(journey, before, evaluated('doc', 2));
  assert.deepEqual(conclusions, [{ node: 'doc', attempt: 2, outcome: 'unresolved' }]);
  assert.deepEqual(standing(run), atEnd('in_review', null, 'review'));
  assert.deepEqual(effects, [{ type: 'open_case', reasons: [{ code: 'unread', sentence: 'Look.' }] }]);
  const after = take(journey, [...before, evaluated('doc', 2)], decided);
  assert.deepEqual(standing(after.run), atEnd('completed', 'approved', 'review'));
  assert.deepEqual(after.run.reasons, [{ code: 'decided_in_review', sentence: 'Known in person.' }]);
  assert.deepEqual(after.effects, [
    { type: 'close_case', decision: 'approved' },
    { type: 'finish', state: 'completed', decision: 'approved' },
  ]);
});

test('a check that failed to run is the outcome error; without an edge the run fails with its reason', () => {
  const { run, effects } = take(journey, toEvaluation, failedEvaluation('doc', 1));
  assert.deepEqual(standing(run), atEnd('failed', null, 'doc'));
  assert.deepEqual(run.reasons, [{ code: 'reader_down', sentence: 'The reader did not answer.' }]);
  assert.deepEqual(effects, [{ type: 'finish', state: 'failed', decision: null }]);
});

test('the way back leads to the node before and keeps what it brought', () => {
  const { run, conclusions } = take(
    journey,
    [created, opened, submitted('form', 1, { name: 'Ada' })],
    wentBack('doc', 1),
  );
  assert.deepEqual(conclusions, [{ node: 'doc', attempt: 1, outcome: 'back' }]);
  assert.deepEqual([run.node, run.attempt, run.results.form?.fields], ['form', 2, { name: 'Ada' }]);
  assert.equal(Object.hasOwn(run.results, 'doc'), false);
});

const nowhereToGo: readonly [outcome: string, state: string, decision: string | null, effect: string][] = [
  ['next', 'completed', null, 'finish'],
  ['success', 'completed', null, 'finish'],
  ['somewhere', 'completed', null, 'finish'],
  ['fail', 'completed', 'rejected', 'finish'],
  ['unresolved', 'in_review', null, 'open_case'],
];

for (const [outcome, state, decision, effect] of nowhereToGo) {
  test(`the outcome ${outcome} without an edge ends the run ${state}, decision ${decision}`, () => {
    const config = { cases: [{ outcome, when: { not: { field: 'entity.none', is: 'exists' } } }] };
    const { run, effects } = take(graphOf({ id: 'rule', type: 'condition', config }), [created], opened);
    assert.deepEqual(standing(run), atEnd(state, decision, 'rule'));
    assert.deepEqual(
      effects.map(({ type }) => type),
      [effect],
    );
  });
}

const ends: readonly [decision: string, state: string, reached: string | null][] = [
  ['approved', 'completed', 'approved'],
  ['rejected', 'completed', 'rejected'],
  ['none', 'completed', null],
  ['needs_review', 'in_review', null],
];

for (const [decision, state, reached] of ends) {
  test(`an end that says ${decision} leaves the run ${state} with the decision ${reached}`, () => {
    const { run } = take(graphOf({ id: 'end', type: 'end', config: { decision } }), [created], opened);
    assert.deepEqual(standing(run), atEnd(state, reached, 'end'));
  });
}

const refused: readonly [guarantee: string, before: readonly RunEvent[], event: RunEvent, code: string][] = [
  ['a run cannot be created twice', [created], created, 'event_does_not_fit'],
  ['nothing comes before a run is created', [], opened, 'event_does_not_fit'],
  ['a link cannot be opened twice', [created, opened], opened, 'event_does_not_fit'],
  ['an input for another node is late', [created, opened], submitted('doc', 1), 'step_moved_on'],
  ['an input for another attempt is late', [created, opened], submitted('form', 2), 'step_moved_on'],
  ['the same photos twice are late', toEvaluation, submitted('doc', 1, photos), 'step_moved_on'],
  ['a check that answers twice is late', [...toEvaluation, evaluated('doc', 1)], evaluated('doc', 1), 'step_moved_on'],
  ['nobody goes back while a check runs', toEvaluation, wentBack('doc', 1), 'step_moved_on'],
  ['nobody goes back where there is no way back', [created, opened], wentBack('form', 1), 'event_does_not_fit'],
  ['a form has no check', [created, opened], evaluated('form', 1), 'step_moved_on'],
  [
    'no timer fires that nobody set',
    toEvaluation,
    { type: 'timer_fired', at: AT, node: 'doc', attempt: 1 },
    'event_does_not_fit',
  ],
  ['nothing is decided outside a review', [created, opened], decided, 'event_does_not_fit'],
  ['a cancelled run takes no input', [created, opened, cancelled], submitted('form', 1), 'event_does_not_fit'],
  ['an expired run is not cancelled', [created, expired], cancelled, 'event_does_not_fit'],
  ['a wrong input is refused', [created, opened], submitted('form', 1, { age: 3 }), 'input_invalid'],
  ['half a character is refused', [created, opened], submitted('form', 1, { name: '\ud800' }), 'input_invalid'],
];

for (const [guarantee, before, event, code] of refused) {
  test(`${guarantee}: ${code}`, () => {
    const step = advance(journey, before.length === 0 ? null : runOf(journey, ...before), event);
    assert.equal(step.ok ? 'taken' : step.error.code, code);
  });
}

test('errors of an input point into the input', () => {
  const step = advance(journey, runOf(journey, created, opened), submitted('form', 1, { 'a/b': 3 }));
  assert.ok(!step.ok && step.error.code === 'input_invalid');
  assert.deepEqual(
    step.error.errors.map(({ pointer, code }) => [pointer, code]),
    [['/a~1b', 'unknown_field']],
  );
});

const stops: readonly [before: readonly RunEvent[], event: RunEvent, state: string, effects: readonly string[]][] = [
  [[created], cancelled, 'cancelled', ['finish']],
  [[created], expired, 'expired', ['finish']],
  [[created, opened], cancelled, 'cancelled', ['finish']],
  [toEvaluation, expired, 'expired', ['finish']],
];

for (const [before, event, state, effects] of stops) {
  test(`${event.type} after ${before.length} events ends the run ${state}`, () => {
    const after = take(journey, before, event);
    assert.deepEqual(standing(after.run), atEnd(state, null, null));
    assert.deepEqual(
      after.effects.map(({ type }) => type),
      effects,
    );
  });
}

test('a run in review is not expired by a clock, and its case is closed where it is cancelled', () => {
  const review = graphOf({ id: 'end', type: 'end', config: { decision: 'needs_review' } });
  assert.equal(advance(review, runOf(review, created, opened), expired).ok, false);
  const { effects, run } = take(review, [created, opened], cancelled);
  assert.deepEqual(effects, [
    { type: 'close_case', decision: null },
    { type: 'finish', state: 'cancelled', decision: null },
  ]);
  assert.deepEqual(run.reasons, [{ code: 'cancelled', sentence: 'Withdrawn.' }]);
});

test('a form that is shown too often is unresolved, with an attempt of its own', () => {
  const loop = graphOf({ id: 'form', maxAttempts: 2, on: { next: 'form' } });
  const before = [created, opened, submitted('form', 1)];
  const { run, conclusions } = take(loop, before, submitted('form', 2));
  assert.deepEqual(conclusions, [
    { node: 'form', attempt: 2, outcome: 'next' },
    { node: 'form', attempt: 3, outcome: 'unresolved' },
  ]);
  assert.deepEqual([run.state, run.reasons.map(({ code }) => code)], ['in_review', ['attempts_used_up']]);
});

test('an automatic node that is reached too often is an error', () => {
  const loop = graphOf(
    { id: 'rule', type: 'condition', maxAttempts: 1, on: { default: 'rule', error: 'end' } },
    { id: 'end', type: 'end' },
  );
  const { conclusions } = take(loop, [created], opened);
  assert.deepEqual(
    conclusions.map(({ outcome }) => outcome),
    ['default', 'error'],
  );
});

test('a loop of automatic nodes fails at the cap', () => {
  const loop = graphOf(
    { id: 'a', type: 'condition', on: { default: 'b' } },
    { id: 'b', type: 'condition', on: { default: 'a' } },
  );
  const { run, conclusions } = take(loop, [created], opened);
  assert.deepEqual([standing(run), conclusions.length], [atEnd('failed', null, 'a'), MAX_HOPS + 1]);
  assert.deepEqual(
    run.reasons.map(({ code }) => code),
    ['loop'],
  );
  assert.equal(conclusions.at(-1)?.outcome, 'error');
});

test('the node at the cap follows its error edge to a proper end', () => {
  const loop = graphOf(
    { id: 'a', type: 'condition', on: { default: 'a', error: 'person' } },
    { id: 'person', on: { next: 'a' } },
  );
  const { run } = take(loop, [created], opened);
  assert.deepEqual([run.state, run.node], ['active', 'person']);
});

test('a loop that goes on behind the error edge ends at the reserve', () => {
  const loop = graphOf({ id: 'a', type: 'condition', on: { default: 'a', error: 'a' } });
  const { run, conclusions } = take(loop, [created], opened);
  assert.deepEqual([run.state, run.reasons.map(({ code }) => code)], ['failed', ['loop']]);
  assert.equal(conclusions.length, MAX_HOPS + 1 + RESERVE_HOPS);
});

test('an edge into nothing, an unknown type and a wrong config fail the run with a reason', () => {
  const failures: readonly [Graph, string][] = [
    [{ entry: 'gone', nodes: [] }, 'node_missing'],
    [graphOf({ id: 'a', type: 'condition', on: { default: 'gone' } }), 'node_missing'],
    [graphOf({ id: 'a', type: 'mystery' }), 'node_unusable'],
    [graphOf({ id: 'a', config: { title: 'no language' } }), 'node_unusable'],
  ];
  for (const [graph, code] of failures) {
    const { run } = take(graph, [created], opened);
    assert.deepEqual([run.state, run.reasons.map((reason) => reason.code)], ['failed', [code]]);
  }
});

test('ids and fields with the names of prototype members are ordinary ids and fields', () => {
  const field = (name: string) => ({ name, type: 'text', label: { en: name } });
  const config = { title: { en: 'Odd' }, fields: [field('constructor'), field('toString')] };
  const odd = graphOf(
    { id: 'constructor', config, on: { next: 'toString' } },
    { id: 'toString', config, on: { next: 'hasOwnProperty' } },
    {
      id: 'hasOwnProperty',
      type: 'condition',
      config: { cases: [{ outcome: 'valueOf', when: { field: 'nodes.valueOf.constructor', is: 'exists' } }] },
      on: { default: 'valueOf' },
    },
    { id: 'valueOf', type: 'end', config: { decision: 'none' } },
  );
  const first = take(odd, [created, opened], submitted('constructor', 1, { toString: 'x' }));
  assert.deepEqual(own(first.run.results, 'constructor')?.fields, { constructor: null, toString: 'x' });
  assert.equal(first.run.attempt, 1);
  const second = take(odd, [created, opened, submitted('constructor', 1)], submitted('toString', 1));
  assert.deepEqual(standing(second.run), atEnd('completed', null, 'valueOf'));
});

test('the person is shown the message of the end in their language', () => {
  const run: Run = { ...runOf(journey, created), state: 'completed', endedAt: 'done' };
  assert.equal(endPage(journey, run, 'de-AT').message, 'Danke.');
  assert.equal(endPage(journey, { ...run, endedAt: 'review' }, 'de').message, null);
  assert.equal(endPage(journey, { ...run, endedAt: null }, 'de').message, null);
});

const notedStates: readonly [state: string, graph: Graph, before: readonly RunEvent[]][] = [
  ['created', journey, [created]],
  ['active', journey, [created, opened]],
  ['waiting', graphOf({ id: 'wait', type: 'wait' }), [created, opened]],
  ['in_review', graphOf({ id: 'end', type: 'end', config: { decision: 'needs_review' } }), [created, opened]],
];
for (const [state, graph, before] of notedStates) {
  test(`what is noted of a session that is ${state} changes nothing and is taken up to its limit`, () => {
    const run = runOf(graph, ...before);
    assert.equal(run.state, state);
    const note = (length: number) => advance(graph, run, { type: 'noted', at: AT, data: { text: 'x'.repeat(length) } });
    const overhead = '{"text":""}'.length;
    assert.deepEqual(note(MAX_NOTE - overhead), { ok: true, value: { run, effects: [], conclusions: [] } });
    const refused = note(MAX_NOTE - overhead + 1);
    assert.ok(!refused.ok && refused.error.code === 'input_invalid');
    assert.equal(refused.error.errors[0]?.pointer, '/data');
  });
}

test('nothing is noted of what is over', () => {
  const over = graphOf({ id: 'end', type: 'end', config: { decision: 'none' } });
  const refused = advance(over, runOf(over, created, opened), { type: 'noted', at: AT, data: {} });
  assert.ok(!refused.ok && refused.error.code === 'event_does_not_fit');
});
