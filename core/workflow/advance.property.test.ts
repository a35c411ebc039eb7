import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../json.ts';
import { type Advance, advance } from './advance.ts';
import { canonicalize } from './canonical.ts';
import { currentView } from './current-view.ts';
import type { EventError, RunEvent } from './event.ts';
import { type Graph, graph } from './graph.ts';
import { replay } from './replay.ts';
import type { Run } from './run.ts';
import { AT } from './test-graph.ts';
import { transitions } from './transition.ts';
import { MAX_HOPS, RESERVE_HOPS } from './walk.ts';

/** Ids that would reach a prototype, and plain ones. */
const ids = ['a', 'b', 'c', '0', 'constructor', 'toString', 'valueOf', 'hasOwnProperty'];
const outcomes = ['next', 'back', 'success', 'fail', 'error', 'unresolved', 'default', 'yes', 'constructor'];
const paths = [
  'nodes.a.constructor',
  'nodes.constructor.toString',
  'nodes.b.nameMatches',
  'entity.__proto__',
  'prefill.a.0',
];

const anyId = fc.constantFrom(...ids);
const path = fc.constantFrom(...paths);

const form = fc.uniqueArray(fc.constantFrom('constructor', 'toString', 'name')).map((names) => ({
  title: { en: 'Form' },
  fields: names.map((name) => ({
    name,
    type: 'text',
    label: { en: name },
    required: name === 'name',
    prefill: paths[0],
  })),
}));
const document = fc.record({ expected: fc.record({ name: path, birthDate: path }, { requiredKeys: [] }) });
const rule = fc.oneof(
  path.map((field) => ({ field, is: 'exists' })),
  fc.record({
    field: path,
    is: fc.constantFrom('==', '!=', '<', '>=', 'contains'),
    value: fc.constantFrom(true, 'Ada', 3),
  }),
  path.map((field) => ({ not: { field, is: 'exists' } })),
);
const condition = fc.record({
  cases: fc.array(fc.record({ outcome: fc.constantFrom('yes', 'fail', 'unresolved', 'constructor'), when: rule }), {
    maxLength: 3,
  }),
});
const end = fc.record({ decision: fc.constantFrom('approved', 'rejected', 'needs_review', 'none') });
const garbage = fc.dictionary(fc.string(), fc.jsonValue()).map((config) => JSON.parse(JSON.stringify(config)));

const kind = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('form'), config: form }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('document'), config: document }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('condition'), config: condition }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('end'), config: end }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('mystery', 'form', 'constructor'), config: garbage }) },
);

const node = fc
  .tuple(
    anyId,
    kind,
    fc.dictionary(fc.constantFrom(...outcomes), fc.oneof({ weight: 9, arbitrary: anyId }, fc.constant('gone'))),
    fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  )
  .map(([id, { type, config }, on, maxAttempts]) => ({ id, type, config, on, ...(maxAttempts && { maxAttempts }) }));

const anyGraph = fc
  .record({
    entry: fc.oneof({ weight: 9, arbitrary: anyId }, fc.constant('gone')),
    nodes: fc.array(node, { maxLength: 12 }),
  })
  .map((source) => graph.parse(source));

/** Data as it comes from outside: anything that JSON can write, halves of characters too. */
const anyJson: fc.Arbitrary<Json> = fc
  .oneof(
    fc.jsonValue({ stringUnit: 'binary' }),
    fc.constant({ name: 'Ada' }),
    fc.constant({ constructor: 'x', toString: 'y', name: 'z' }),
    fc.constant({ documentKind: 'passport', front: '0199d4a0-0000-7000-8000-000000000001' }),
    fc.constant({ readings: { front: { accepted: false, lines: [], confidence: null, reasons: [], ambiguous: [] } } }),
    fc.constant(JSON.parse('{"__proto__":{"name":1},"name":"Ada"}')),
    fc.constant(passport()),
    fc.constant('\ud800'),
  )
  .map((value) => JSON.parse(JSON.stringify(value)));

function passport() {
  const lines = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'];
  return { readings: { front: { accepted: true, lines, confidence: -0.001, reasons: [], ambiguous: [] } } };
}

/** What happens next: an event's kind and its data, made into an event that fits the run more often than not. */
const happening = fc.record({
  type: fc.constantFrom(
    ...['opened', 'submitted', 'submitted', 'submitted', 'went_back', 'evaluated', 'evaluated', 'evaluation_failed'],
    ...['timer_fired', 'decided', 'cancelled', 'expired', 'created'],
  ),
  isAimed: fc.boolean(),
  isLikely: fc.integer({ min: 0, max: 9 }),
  node: anyId,
  attempt: fc.integer({ min: 0, max: 3 }),
  json: anyJson,
});

type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;

/** The likely types by state keep runs going; without them most random sequences end at once. */
function eventOf({ type, isAimed, isLikely, node: id, attempt, json }: Happening, run: Run | null): RunEvent {
  const fitting = run?.state === 'created' ? 'opened' : run?.phase === 'evaluation' ? 'evaluated' : 'submitted';
  const chosen = run === null && isLikely > 0 ? 'created' : isLikely > 3 ? fitting : type;
  const aim =
    isAimed || isLikely > 3 ? { node: run?.node ?? id, attempt: run?.attempt ?? attempt } : { node: id, attempt };
  const members: Readonly<Record<string, object>> = {
    created: { run: 1, given: { entity: { value: json }, prefill: { a: [json] } } },
    submitted: { ...aim, input: json },
    went_back: aim,
    evaluated: { ...aim, evaluation: json },
    evaluation_failed: { ...aim, reason: { code: 'down', sentence: 'Down.' } },
    timer_fired: aim,
    decided: { decision: 'rejected', reason: 'No.' },
    cancelled: { reason: null },
  };
  return JSON.parse(JSON.stringify({ type: chosen, at: AT, ...members[chosen] }));
}

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

interface Journey {
  readonly taken: RunEvent[];
  readonly refused: { readonly before: Run | null; readonly event: RunEvent; readonly error: EventError }[];
  readonly advances: { readonly before: Run | null; readonly event: RunEvent; readonly after: Advance }[];
  readonly run: Run | null;
}

/** Lives through a sequence of happenings. Everything that the engine gets is frozen, so that a change would throw. */
function live(source: Graph, happenings: readonly Happening[]): Journey {
  const journey: Journey = { taken: [], refused: [], advances: [], run: null };
  let run: Run | null = null;
  for (const one of happenings) {
    const event = freeze(eventOf(one, run));
    const step = advance(freeze(source), run, event);
    if (!step.ok) {
      journey.refused.push({ before: run, event, error: step.error });
      continue;
    }
    journey.taken.push(event);
    journey.advances.push({ before: run, event, after: freeze(step.value) });
    run = step.value.run;
  }
  return { ...journey, run };
}

const sequence = fc.array(happening, { maxLength: 40 });
const runs = { numRuns: 1500 };

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
        assert.equal(run.pending !== null, run.phase === 'evaluation');
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
      for (const { before, after } of live(source, happenings).advances) {
        const { run, effects } = after;
        const closes = before?.state === 'in_review' ? ['close_case'] : [];
        const expected = {
          created: [],
          active: [],
          waiting: ['evaluate'],
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
          if (effect.type === 'evaluate') assert.deepEqual([effect.node, effect.attempt], [run.node, run.attempt]);
          if (effect.type === 'finish') assert.deepEqual([effect.state, effect.decision], [run.state, run.decision]);
        }
      }
    }),
    runs,
  );
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
