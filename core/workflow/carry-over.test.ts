import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { advance } from './advance.ts';
import { canonicalize } from './canonical.ts';
import { carryOver } from './carry-over.ts';
import type { RunEvent } from './event.ts';
import type { Graph } from './graph.ts';
import { replay } from './replay.ts';
import type { Answers, Run } from './run.ts';
import { anyGraph, live, sequence } from './test/arbitrary.ts';
import { AT, created, graphOf, opened, runOf, submitted } from './test/graph.ts';

const LATER = '2027-01-01T00:00:00.000Z';
const version = { workflowId: '0199d4a0-0000-7000-8000-000000000009', version: 1 };

const rerun = (answers: Answers, run = 2): RunEvent => ({
  type: 'created',
  at: LATER,
  run,
  given: { entity: {}, prefill: {} },
  rerun: { on: version, before: version, answers },
});

const again = (graph: Graph, answers: Answers): Run => runOf(graph, rerun(answers));

const answered = (graph: Graph, ...events: readonly RunEvent[]) => {
  const log = [created, opened, ...events];
  return { graph, events: log, run: runOf(graph, ...log) };
};

const form = (id: string, on: object = {}) => ({ id, on });
const photo = '0199d4a0-0000-7000-8000-000000000001';
const passport = { documentKind: 'passport', front: photo };

describe('what a run takes over from the one before', () => {
  const cases: readonly (readonly [what: string, from: Graph, to: Graph, taken: readonly string[]])[] = [
    ['a node of the same id and type', graphOf(form('a'), { id: 'b', type: 'end' }), graphOf(form('a')), ['a']],
    ['the only node of its type under another id', graphOf(form('a')), graphOf(form('x')), ['x']],
    ['not a node of the same id and another type', graphOf(form('a')), graphOf({ id: 'a', type: 'document' }), []],
    ['not one of several in the later graph', graphOf(form('a')), graphOf(form('x', { next: 'y' }), form('y')), []],
    ['not one of several in the earlier graph', graphOf(form('a', { next: 'b' }), form('b')), graphOf(form('x')), []],
    [
      'the one of the same id beside another of its type',
      graphOf(form('a')),
      graphOf(form('x', { next: 'a' }), form('a')),
      ['a'],
    ],
  ];
  for (const [what, from, to, taken] of cases) {
    it(what, () => {
      const before = answered(from, submitted('a', 1, { name: 'Ada' }));
      const answers = carryOver(before, to);
      assert.deepEqual(Object.keys(answers), taken);
      for (const answer of Object.values(answers)) assert.deepEqual(answer, { input: { name: 'Ada' }, at: AT });
    });
  }

  it('is the last of several inputs', () => {
    const graph = graphOf(form('a', { next: 'b' }), form('b', { back: 'a' }));
    const back: RunEvent = { type: 'went_back', node: 'b', attempt: 1, at: AT };
    const before = answered(graph, submitted('a', 1, { name: 'Ada' }), back, submitted('a', 2, { name: 'Bea' }));
    assert.deepEqual(carryOver(before, graph), { a: { input: { name: 'Bea' }, at: AT } });
  });

  it('holds what the run before had taken over itself', () => {
    const graph = graphOf(form('a', { next: 'b' }), form('b'));
    const events = [rerun({ a: { input: { name: 'Ada' }, at: AT } }), submitted('b', 1, { name: 'Bea' })];
    const before = { graph, events, run: runOf(graph, ...events) };
    assert.deepEqual(Object.keys(carryOver(before, graph)), ['a', 'b']);
  });

  it('holds no consent that was withdrawn', () => {
    const graph = graphOf({ id: 'c', type: 'consent' });
    const given = submitted('c', 1, { accepted: true, language: 'en', textVersion: '1' });
    const withdrawn: RunEvent = { type: 'consent_withdrawn', node: 'c', reason: null, at: AT };
    assert.deepEqual(Object.keys(carryOver(answered(graph, given), graph)), ['c']);
    assert.deepEqual(carryOver(answered(graph, given, withdrawn), graph), {});
  });
});

describe('a run after the first', () => {
  it('enters its graph at once, and stands where nobody has answered yet', () => {
    const graph = graphOf(form('a', { next: 'b' }), form('b'));
    const run = again(graph, { a: { input: { name: 'Ada' }, at: AT } });
    assert.deepEqual([run.number, run.state, run.node, run.phase], [2, 'active', 'b', 'input']);
    assert.equal(run.results.a?.fields.name, 'Ada');
  });

  it('has its checks made without the person, also behind one', () => {
    const graph = graphOf({ id: 'd', type: 'document', on: { success: 'a' } }, form('a'));
    const answers = { d: { input: passport, at: AT }, a: { input: { name: 'Ada' }, at: AT } };
    const started = advance(graph, null, rerun(answers));
    assert.ok(started.ok);
    assert.deepEqual(started.value.effects, [{ type: 'evaluate', node: 'd', attempt: 1, check: 'document' }]);
    assert.deepEqual(Object.keys(started.value.run.answers ?? {}), ['a']);
  });

  it('goes on with the answers when a check is through', () => {
    const graph = graphOf(
      { id: 'd', type: 'document', on: { success: 'a', error: 'a' } },
      form('a', { next: 'b' }),
      form('b'),
    );
    const answers = { d: { input: passport, at: AT }, a: { input: { name: 'Ada' }, at: AT } };
    const reason = { code: 'down', sentence: 'Down.' };
    const run = runOf(graph, rerun(answers), { type: 'evaluation_failed', node: 'd', attempt: 1, reason, at: LATER });
    assert.deepEqual([run.node, run.phase, run.results.a?.fields.name, run.answers], ['b', 'input', 'Ada', {}]);
  });

  it('asks at the second visit of a node, for an answer is taken once', () => {
    const graph = graphOf(form('a', { next: 'b' }), form('b', { back: 'a' }));
    const back: RunEvent = { type: 'went_back', node: 'b', attempt: 1, at: LATER };
    const run = runOf(graph, rerun({ a: { input: { name: 'Ada' }, at: AT } }), back);
    assert.deepEqual([run.node, run.attempt, run.phase], ['a', 2, 'input']);
  });

  it('asks where the answer does not fit the node any more', () => {
    const graph = graphOf({ id: 'c', type: 'consent' });
    const run = again(graph, { c: { input: { accepted: true, language: 'en', textVersion: 'old' }, at: AT } });
    assert.deepEqual([run.node, run.attempt, run.phase, run.results], ['c', 1, 'input', {}]);
  });

  it('says of a consent when it was given, not when the run began', () => {
    const graph = graphOf({ id: 'c', type: 'consent' });
    const run = again(graph, { c: { input: { accepted: true, language: 'en', textVersion: '1' }, at: AT } });
    assert.equal(run.results.c?.fields.at, AT);
    assert.equal(run.results.c?.at, LATER);
  });

  it('replays from its own events, byte for byte, whatever was taken over', () => {
    let carried = 0;
    fc.assert(
      fc.property(anyGraph, anyGraph, sequence, (from, to, happenings) => {
        const { run, taken } = live(from, happenings);
        if (run === null) return;
        const answers = carryOver({ graph: from, events: taken, run }, to);
        carried += Object.keys(answers).length;
        const started = advance(to, null, rerun(answers));
        assert.ok(started.ok);
        const replayed = replay(to, [rerun(answers)]);
        assert.ok(replayed.ok);
        assert.equal(canonicalize(replayed.value), canonicalize(started.value.run));
      }),
      { numRuns: 1000 },
    );
    assert.ok(carried > 0, 'Nothing was taken over in any case.');
  });
});
