import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advance } from '../workflow/advance.ts';
import { currentView } from '../workflow/current-view.ts';
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
