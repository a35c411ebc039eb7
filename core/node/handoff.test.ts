import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advance } from '../workflow/advance.ts';
import { currentView } from '../workflow/current-view.ts';
import { lint } from '../workflow/lint.ts';
import { progress } from '../workflow/progress.ts';
import { AT, created, graphOf, opened, runOf, submitted } from '../workflow/test/graph.ts';

const graphWith = (config: object) => graphOf({ id: 'handoff', type: 'handoff', config, on: { back: 'handoff' } });

test('the page is shown what the author wrote, and its own title where they wrote none', () => {
  const plain = graphWith({});
  const own = graphWith({ title: { en: 'Take your phone' }, intro: { en: 'It is better.' }, allowsHere: false });
  const run = runOf(plain, created, opened);
  const common = { kind: 'handoff', canGoBack: true, nextLabel: null, backLabel: null, design: null };
  assert.deepEqual(currentView(plain, run, AT, 'de'), {
    ...common,
    title: 'Weiter auf dem Telefon',
    intro: null,
    allowsHere: true,
  });
  assert.deepEqual(currentView(own, run, AT, 'de'), {
    ...common,
    title: 'Take your phone',
    intro: 'It is better.',
    allowsHere: false,
  });
});

const devices: readonly [config: object, input: object, taken: boolean][] = [
  [{}, { device: 'here' }, true],
  [{}, { device: 'other' }, true],
  [{ allowsHere: false }, { device: 'other' }, true],
  [{ allowsHere: false }, { device: 'here' }, false],
  [{}, { device: 'phone' }, false],
  [{}, {}, false],
  [{}, { device: 'here', address: 'x' }, false],
];

for (const [config, input, isTaken] of devices) {
  test(`with ${JSON.stringify(config)} the input ${JSON.stringify(input)} is ${isTaken ? 'taken' : 'refused'}`, () => {
    const source = graphWith(config);
    const step = advance(source, runOf(source, created, opened), submitted('handoff', 1, input));
    assert.equal(step.ok ? 'ok' : step.error.code, isTaken ? 'ok' : 'input_invalid');
    if (!step.ok) return;
    const { outcome, fields } = step.value.run.results.handoff ?? assert.fail('There is a result.');
    assert.deepEqual([outcome, fields], ['next', input]);
  });
}

/** Two forms that may lead to the phone, which has no edge of its own on. */
const toPhone = (on: object) => ({
  type: 'form',
  config: { title: { en: 'Form' }, fields: [], requiresCamera: { width: 1920, height: 1080 } },
  on: { ...on, low_resolution: 'phone' },
});
const detour = graphOf(
  { id: 'one', ...toPhone({ next: 'two' }) },
  { id: 'two', ...toPhone({ next: 'end' }) },
  { id: 'phone', type: 'handoff', on: { back: 'one' } },
  { id: 'end', type: 'end', config: { decision: 'none' } },
);
const low = { camera: { width: 640, height: 480 } };
const good = { camera: { width: 1080, height: 1920 } };

test('without an edge on, the person goes on at the step that led to the phone, whichever it was', () => {
  const atTwo = runOf(
    detour,
    ...[
      created,
      opened,
      submitted('one', 1, low),
      submitted('phone', 1, { device: 'other' }),
      submitted('one', 2, good),
    ],
    ...[submitted('two', 1, low), submitted('phone', 2, { device: 'other' })],
  );
  assert.deepEqual([atTwo.node, atTwo.attempt, atTwo.phase], ['two', 2, 'input']);
  const ended = advance(detour, atTwo, submitted('two', 2, good));
  assert.equal(ended.ok && ended.value.run.state, 'completed');
});

test('a run keeps where it came from only on such a detour', () => {
  const direct = runOf(detour, created, opened, submitted('one', 1, good), submitted('two', 1, good));
  assert.equal('cameFrom' in direct, false);
  const detoured = runOf(detour, created, opened, submitted('one', 1, low));
  assert.deepEqual(detoured.cameFrom, { phone: 'one' });
});

test('nowhere to go back to: a hand-over at the entry just ends the run', () => {
  const alone = graphOf({ id: 'phone', type: 'handoff' });
  const run = runOf(alone, created, opened, submitted('phone', 1, { device: 'other' }));
  assert.deepEqual([run.state, run.decision], ['completed', null]);
});

test('lint takes the way back for a way, and the progress does not grow by it', () => {
  assert.deepEqual(
    lint(detour).filter(({ severity }) => severity === 'error'),
    [],
  );
  const before = progress(detour, runOf(detour, created, opened));
  assert.deepEqual(before, { done: 0, total: 3 });
});
