import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { advance } from './advance.ts';
import { canonicalize } from './canonical.ts';
import { currentView } from './current-view.ts';
import type { RunEvent } from './event.ts';
import { type Graph, graph } from './graph.ts';
import { replay } from './replay.ts';
import type { Run } from './run.ts';
import { findStep } from './step.ts';
import { anyGraph, anyId, live, sequence } from './test/arbitrary.ts';
import { AT } from './test/graph.ts';
import { transitions } from './transition.ts';
import { MAX_HOPS, RESERVE_HOPS } from './walk.ts';

const runs = { numRuns: 1500 };

/** Whether the run waits with a timer. */
const isTimed = (source: Graph, run: Run): boolean =>
  run.phase === 'waiting' && findStep(source, run.node ?? '')?.bound.wait?.timeoutSeconds !== null;

test('replay gives the live run byte for byte, and so does a run that went through storage', () => {
  fc.assert(
    fc.property(anyGraph, sequence, (source, happenings) => {
      const { taken, advances, run } = live(source, happenings);
      const replayed = replay(source, JSON.parse(JSON.stringify(taken)));
      if (run === null) return assert.equal(replayed.ok, false);
      assert.ok(replayed.ok);
      assert.equal(canonicalize(replayed.value), canonicalize(run));
      const last = advances.at(-1);
      if (last === undefined || last.before === null) return;
      const stored = advance(source, JSON.parse(canonicalize(last.before)), JSON.parse(canonicalize(last.event)));
      assert.ok(stored.ok);
      assert.equal(canonicalize(stored.value), canonicalize(last.after));
    }),
    runs,
  );
});

test('an event that does not fit is a typed error, changes nothing, and is refused the same way again', () => {
  const codes = new Set(['event_does_not_fit', 'step_moved_on', 'input_invalid']);
  fc.assert(
    fc.property(anyGraph, sequence, (source, happenings) => {
      for (const { before, event, error } of live(source, happenings).refused) {
        assert.ok(codes.has(error.code) && error.sentence.endsWith('.'));
        const again = advance(source, before, event);
        assert.deepEqual(again, { ok: false, error });
      }
    }),
    { numRuns: 500 },
  );
});

test('a run stands in one node while somebody has to act there, and in none otherwise', () => {
  fc.assert(
    fc.property(anyGraph, sequence, (source, happenings) => {
      for (const { before, event, after } of live(source, happenings).advances) {
        const { run } = after;
        const isUnderWay = run.state === 'active' || run.state === 'waiting';
        assert.equal(run.node !== null, isUnderWay);
        assert.equal(run.phase !== null, isUnderWay);
        assert.equal(run.phase === 'input', run.state === 'active');
        assert.equal(run.attempt > 0, isUnderWay);
        if (run.node !== null) assert.equal(run.attempts[run.node], run.attempt);
        assert.equal(run.pending !== null, run.phase === 'evaluation' || isTimed(source, run));
        assert.ok(run.decision === null || run.state === 'completed');
        const onwards: readonly string[] =
          before === null ? ['created'] : (transitions[before.state][event.type] ?? []);
        assert.ok(onwards.includes(run.state), `${before?.state} ${event.type} ${run.state}`);
      }
    }),
    runs,
  );
});

test('effects say what the state says, in the documented order', () => {
  fc.assert(
    fc.property(anyGraph, sequence, (source, happenings) => {
      for (const { before, event, after } of live(source, happenings).advances) {
        const { run, effects } = after;
        if (['consent_withdrawn', 'noted'].includes(event.type) && run.state === before?.state) {
          assert.deepEqual(effects, []);
          continue;
        }
        const closes = before?.state === 'in_review' ? ['close_case'] : [];
        const expected = {
          created: [],
          active: [],
          waiting: run.phase === 'evaluation' ? ['evaluate'] : isTimed(source, run) ? ['set_timer'] : [],
          in_review: ['open_case'],
          completed: [...closes, 'finish'],
          cancelled: [...closes, 'finish'],
          expired: ['finish'],
          failed: ['finish'],
        };
        assert.deepEqual(
          effects.map(({ type }) => type),
          expected[run.state],
        );
        for (const effect of effects) {
          if (effect.type === 'set_timer') {
            assert.deepEqual([effect.node, effect.attempt], [run.node, run.attempt]);
            assert.deepEqual(run.pending, { dueAt: effect.dueAt });
          }
          if (effect.type === 'evaluate') assert.deepEqual([effect.node, effect.attempt], [run.node, run.attempt]);
          if (effect.type === 'finish') assert.deepEqual([effect.state, effect.decision], [run.state, run.decision]);
        }
      }
    }),
    runs,
  );
});

test('what is noted leaves the run as it is', () => {
  let noted = 0;
  fc.assert(
    fc.property(anyGraph, sequence, (source, happenings) => {
      for (const { before, event, after } of live(source, happenings).advances) {
        if (event.type !== 'noted') continue;
        noted += 1;
        assert.deepEqual(after, { run: before, effects: [], conclusions: [] });
      }
    }),
    { numRuns: 500 },
  );
  assert.ok(noted > 0);
});

test('a consent that is withdrawn changes its own result, and beyond it ends a run at most that is not over', () => {
  const endings = new Set<string>();
  const consented = fc.tuple(anyGraph, fc.boolean()).map(([{ entry, nodes }, withdrawalEnds]) => {
    const config = { title: { en: 'Consent' }, text: { en: 'Yes?' }, textVersion: '1', withdrawalEnds };
    return graph.parse({
      entry: 'gate',
      nodes: [{ id: 'gate', type: 'consent', config, on: { next: entry } }, ...nodes],
    });
  });
  const withdrawing = sequence.map((happenings) =>
    happenings.map((one) => (one.isLikely < 3 ? { ...one, type: 'consent_withdrawn', isApt: true } : one)),
  );
  fc.assert(
    fc.property(consented, withdrawing, (source, happenings) => {
      for (const { before, event, after } of live(source, happenings).advances) {
        if (event.type !== 'consent_withdrawn' || before === null) continue;
        const { results, ...rest } = after.run;
        const result = results[event.node];
        assert.deepEqual([result?.fields.consented, result?.fields.withdrawnAt], [false, event.at]);
        endings.add(`${before.state} ${rest.state}`);
        const { results: earlier, ...unchanged } = before;
        if (rest.state === before.state) assert.deepEqual(rest, unchanged);
        else assert.deepEqual([rest.state, rest.decision, rest.node], ['cancelled', null, null]);
        const others = (all: Run['results']) => Object.entries(all).filter(([id]) => id !== event.node);
        assert.deepEqual(others(results), others(earlier));
        assert.deepEqual(after.conclusions, []);
      }
    }),
    runs,
  );
  for (const seen of ['active active', 'active cancelled', 'waiting cancelled', 'completed completed'])
    assert.ok(endings.has(seen), seen);
});

test('no attempt concludes twice, and no event concludes more nodes than the cap allows', () => {
  fc.assert(
    fc.property(anyGraph, sequence, (source, happenings) => {
      const conclusions = live(source, happenings).advances.map(({ after }) => after.conclusions);
      const keys = conclusions.flat().map(({ node: id, attempt }) => `${id} ${attempt}`);
      assert.equal(new Set(keys).size, keys.length);
      for (const one of conclusions) assert.ok(one.length <= 1 + MAX_HOPS + 1 + RESERVE_HOPS);
    }),
    runs,
  );
});

test('a graph of automatic nodes alone never leaves a run standing; going round ends in failure', () => {
  const automatic = fc
    .array(fc.tuple(anyId, fc.dictionary(fc.constantFrom('default', 'error'), anyId)), { minLength: 1, maxLength: 8 })
    .map((nodes) =>
      graph.parse({
        entry: nodes[0]?.[0],
        nodes: nodes.map(([id, on]) => ({ id, type: 'condition', config: { cases: [] }, on })),
      }),
    );
  const start: RunEvent[] = [
    { type: 'created', at: AT, run: 1, given: { entity: {}, prefill: {} } },
    { type: 'opened', at: AT },
  ];
  let looped = 0;
  fc.assert(
    fc.property(automatic, (source) => {
      const run = replay(source, start);
      assert.ok(run.ok);
      const isLoop = run.value.reasons.some(({ code }) => code === 'loop');
      if (isLoop) looped += 1;
      assert.ok(run.value.state === 'completed' || run.value.state === 'failed');
      assert.equal(run.value.decision, null);
      assert.ok(!isLoop || run.value.state === 'failed');
    }),
  );
  assert.ok(looped > 0, 'No generated graph had a loop.');
});

test('whatever a run stands at can be shown', () => {
  fc.assert(
    fc.property(anyGraph, sequence, (source, happenings) => {
      for (const { after } of live(source, happenings).advances) {
        const view = currentView(source, after.run, AT, 'de');
        assert.equal(view !== null, after.run.phase === 'input');
      }
    }),
    { numRuns: 300 },
  );
});
