import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advance } from '../workflow/advance.ts';
import { currentView, heldConsents } from '../workflow/current-view.ts';
import type { RunEvent } from '../workflow/event.ts';
import { lint } from '../workflow/lint.ts';
import { AT, created, graphOf, type NodeSketch, opened, runOf, submitted } from '../workflow/test/graph.ts';
import { findNodeType } from './catalogue.ts';

const config = {
  title: { en: 'Consent', de: 'Einwilligung' },
  text: { en: '<p>Yes?</p>', fr: '<p>Oui ?</p>' },
  textVersion: '3',
  allowsDecline: true,
};

const graphWith = (changes: object = {}, ...more: NodeSketch[]) =>
  graphOf(
    { id: 'consent', type: 'consent', config: { ...config, ...changes }, on: { next: 'form' } },
    ...(more.length > 0 ? more : [{ id: 'form' }]),
  );

const graph = graphWith();
const label = { declineLabel: { en: 'Another way' } };
const yes = { accepted: true, language: 'en', textVersion: '3' };
const agreed = submitted('consent', 1, yes);
const LATER = '2026-04-01T00:00:00.000Z';
const withdrawn = (node = 'consent', reason: string | null = null): RunEvent => ({
  type: 'consent_withdrawn',
  at: LATER,
  node,
  reason,
});

test('the page is shown the text, and which language and version it is', () => {
  assert.deepEqual(currentView(graphWith(label), runOf(graph, created, opened), AT, 'de'), {
    kind: 'consent',
    title: 'Einwilligung',
    html: '<p>Yes?</p>',
    language: 'en',
    textVersion: '3',
    acceptLabel: null,
    allowsDecline: true,
    declineLabel: 'Another way',
    canGoBack: false,
    backLabel: null,
    design: null,
  });
});

const choices: readonly [accepted: boolean, outcome: string][] = [
  [true, 'next'],
  [false, 'declined'],
];

for (const [accepted, outcome] of choices) {
  test(`${accepted ? 'agreeing' : 'declining'} is the outcome ${outcome}, with text, language and time`, () => {
    const run = runOf(graph, created, opened, submitted('consent', 1, { ...yes, accepted, language: 'fr' }));
    assert.equal(run.results.consent?.outcome, outcome);
    const fields = { consented: accepted, textVersion: '3', language: 'fr', at: AT, withdrawnAt: null };
    assert.deepEqual(run.results.consent?.fields, fields);
  });
}

const refused: readonly [name: string, changes: object, input: object, pointers: string[]][] = [
  ['another version of the text', {}, { ...yes, textVersion: '2' }, ['/textVersion']],
  ['a language that the text lacks', {}, { ...yes, language: 'de' }, ['/language']],
  ['a language of a prototype', {}, { ...yes, language: 'constructor' }, ['/language']],
  ['a no where there is no other way', { allowsDecline: false }, { ...yes, accepted: false }, ['/accepted']],
  ['a choice that is none', {}, { ...yes, accepted: 'yes' }, ['/accepted']],
  ['no choice', {}, {}, ['/accepted', '/language', '/textVersion']],
  ['a further member', {}, { ...yes, consented: true }, ['/consented']],
];

for (const [name, changes, input, pointers] of refused) {
  test(`${name} is refused`, () => {
    const source = graphWith(changes);
    const step = advance(source, runOf(source, created, opened), submitted('consent', 1, input));
    assert.ok(!step.ok && step.error.code === 'input_invalid');
    assert.deepEqual(
      step.error.errors.map(({ pointer }) => pointer),
      pointers,
    );
  });
}

test('a withdrawal says so in the result and ends the run with its reason', () => {
  const step = advance(graph, runOf(graph, created, opened, agreed), withdrawn());
  assert.ok(step.ok);
  const { run, effects } = step.value;
  const fields = { consented: false, textVersion: '3', language: 'en', at: AT, withdrawnAt: LATER };
  assert.deepEqual(run.results.consent?.fields, fields);
  assert.deepEqual([run.state, run.decision, run.node], ['cancelled', null, null]);
  assert.equal(run.reasons[0]?.code, 'consent_withdrawn');
  assert.deepEqual(effects, [{ type: 'finish', state: 'cancelled', decision: null }]);
  const told = advance(graph, runOf(graph, created, opened, agreed), withdrawn('consent', 'By letter.'));
  assert.equal(told.ok && told.value.run.reasons[0]?.sentence, 'By letter.');
});

const standing: readonly [state: string, next: NodeSketch, after: string][] = [
  ['active', { id: 'form' }, 'cancelled'],
  ['waiting', { id: 'form', type: 'wait' }, 'cancelled'],
  ['waiting', { id: 'form', type: 'script' }, 'cancelled'],
  ['in_review', { id: 'form', type: 'end', config: { decision: 'needs_review' } }, 'cancelled'],
  ['completed', { id: 'form', type: 'end', config: { decision: 'approved' } }, 'completed'],
  ['failed', { id: 'form', type: 'mystery' }, 'failed'],
];

for (const [state, next, after] of standing) {
  test(`a run that is ${state} at a node of the type ${next.type ?? 'form'} is ${after} by a withdrawal`, () => {
    const source = graphWith({}, next);
    const before = runOf(source, created, opened, agreed);
    assert.equal(before.state, state);
    const step = advance(source, before, withdrawn());
    assert.ok(step.ok);
    const { run, effects } = step.value;
    assert.deepEqual([run.state, run.decision], [after, before.decision]);
    const isOver = after !== 'cancelled';
    const expected = isOver ? [] : state === 'in_review' ? ['close_case', 'finish'] : ['finish'];
    assert.deepEqual(
      effects.map(({ type }) => type),
      expected,
    );
    const lenient = graphWith({ withdrawalEnds: false }, next);
    const stays = advance(lenient, runOf(lenient, created, opened, agreed), withdrawn());
    assert.ok(stays.ok);
    assert.deepEqual([stays.value.run.state, stays.value.effects], [state, []]);
  });
}

test('after an end by another cause a consent can still be withdrawn', () => {
  const ends: RunEvent[] = [
    { type: 'cancelled', at: AT, reason: null },
    { type: 'expired', at: AT },
  ];
  for (const end of ends) {
    const step = advance(graph, runOf(graph, created, opened, agreed, end), withdrawn());
    assert.equal(step.ok && step.value.run.state, end.type);
  }
});

const nothing: readonly [name: string, events: RunEvent[], node: string][] = [
  ['before the link was opened', [created], 'consent'],
  ['that was not given yet', [created, opened], 'consent'],
  ['that was declined', [created, opened, submitted('consent', 1, { ...yes, accepted: false })], 'consent'],
  ['that was withdrawn before', [created, opened, agreed, withdrawn()], 'consent'],
  ['of a node that is none', [created, opened, agreed, submitted('form', 1, {})], 'form'],
  ['of a node that is not there', [created, opened, agreed], 'constructor'],
];

for (const [name, events, node] of nothing) {
  test(`a consent ${name} cannot be withdrawn`, () => {
    const step = advance(graph, runOf(graph, ...events), withdrawn(node));
    assert.equal(step.ok ? 'ok' : step.error.code, 'event_does_not_fit');
  });
}

test('a consent withdrawn no longer counts for a condition, and given anew it does', () => {
  const when = { field: 'nodes.consent.consented', is: '==', value: true };
  const source = graphOf(
    { id: 'consent', type: 'consent', config: { ...config, withdrawalEnds: false }, on: { next: 'form' } },
    { id: 'form', on: { next: 'rule', back: 'consent' } },
    { id: 'rule', type: 'condition', config: { cases: [{ outcome: 'yes', when }] } },
  );
  const before = [created, opened, agreed, withdrawn()];
  assert.equal(runOf(source, ...before, submitted('form', 1)).results.rule?.outcome, 'default');
  const anew: RunEvent[] = [{ type: 'went_back', at: AT, node: 'form', attempt: 1 }, submitted('consent', 2, yes)];
  assert.equal(runOf(source, ...before, ...anew, submitted('form', 2)).results.rule?.outcome, 'yes');
});

test('the page knows the consents that could be withdrawn, in the order of the graph', () => {
  const second = { ...config, title: { en: 'Second' } };
  const source = graphOf(
    { id: 'first', type: 'consent', config, on: { next: 'second' } },
    { id: 'second', type: 'consent', config: second, on: { next: 'end' } },
    { id: 'end', type: 'end' },
  );
  const events = [created, opened, submitted('first', 1, yes), submitted('second', 1, yes)];
  const titles = (...more: RunEvent[]) => heldConsents(source, runOf(source, ...events, ...more), 'de');
  assert.deepEqual(titles(), [
    { node: 'first', title: 'Einwilligung' },
    { node: 'second', title: 'Second' },
  ]);
  assert.deepEqual(titles(withdrawn('first')), [{ node: 'second', title: 'Second' }]);
});

test('the other way needs an edge, its label needs the other way, and forbidden html is told', () => {
  const codes = lint(graphWith({ text: { en: '<script>x</script>' } })).map(({ code }) => code);
  for (const code of ['outcome_without_edge', 'html_will_be_cleaned'])
    assert.ok(
      codes.some((each) => each === code),
      code,
    );
  const bound = findNodeType('consent')?.bind({ ...config, ...label, allowsDecline: false });
  assert.ok(bound && !bound.ok);
  assert.equal(bound.error[0]?.pointer, '/declineLabel');
});
