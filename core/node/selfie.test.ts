import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../json.ts';
import { advance } from '../workflow/advance.ts';
import { currentView } from '../workflow/current-view.ts';
import type { RunEvent } from '../workflow/event.ts';
import { AT, created, graphOf, opened, runOf, submitted } from '../workflow/test/graph.ts';

const PICTURE = '0199d4a0-0000-7000-8000-000000000003';

const graphWith = (config: object, maxAttempts = 3) => graphOf({ id: 'selfie', type: 'selfie', config, maxAttempts });

const evaluated = (attempt: number, evaluation: Json): RunEvent => ({
  type: 'evaluated',
  at: AT,
  node: 'selfie',
  attempt,
  evaluation,
});

const good = { brightness: 130, contrast: 40, edgeWidthPx: 3, shortSidePx: 960 };

const picture = (changes: object = {}, size: object = { widthPx: 960, heightPx: 1280 }): Json =>
  JSON.parse(JSON.stringify({ picture: { ...size, quality: { ...good, ...changes } } }));

const after = (config: object, ...evaluations: readonly Json[]) =>
  runOf(
    graphWith(config),
    created,
    opened,
    ...evaluations.flatMap((evaluation, index) => [
      submitted('selfie', index + 1, { picture: PICTURE }),
      evaluated(index + 1, evaluation),
    ]),
  );

test('the page is shown what the author wrote, what the picture is for, and which attempt it is', () => {
  const config = { intro: { en: 'Look here.' }, purpose: 'authenticate', minResolution: { width: 1080, height: 1920 } };
  const graph = graphWith({ ...config, nextLabel: { en: 'Go' }, design: { body: '<p>Hi</p>' } });
  assert.deepEqual(currentView(graph, runOf(graph, created, opened), AT, 'de'), {
    kind: 'selfie',
    title: 'Ein Bild von Ihnen',
    intro: 'Look here.',
    purpose: 'authenticate',
    notices: [],
    attempt: 1,
    maxAttempts: 3,
    minResolution: { width: 1080, height: 1920 },
    canGoBack: false,
    nextLabel: 'Go',
    backLabel: null,
    design: { header: null, body: '<p>Hi</p>', footer: null, styleSheet: null },
  });
});

test('a picture is handed in by its upload, and is measured', () => {
  const graph = graphWith({});
  const run = runOf(graph, created, opened);
  for (const input of [{}, { picture: 'face.jpg' }, { picture: PICTURE, front: PICTURE }]) {
    const refused = advance(graph, run, submitted('selfie', 1, input));
    assert.equal(refused.ok, false);
  }
  const taken = advance(graph, run, submitted('selfie', 1, { picture: PICTURE }));
  assert.deepEqual(taken.ok && taken.value.effects, [
    { type: 'evaluate', node: 'selfie', attempt: 1, check: 'selfie' },
  ]);
  assert.deepEqual(taken.ok && taken.value.run.pending, { picture: PICTURE });
});

test('a usable picture goes to a person: nothing has compared the face', () => {
  const { state, results } = after({}, picture());
  const result = results.selfie ?? assert.fail('There is no result.');
  assert.equal(state, 'in_review');
  assert.equal(result.outcome, 'unresolved');
  assert.deepEqual(result.fields, { picture: PICTURE, widthPx: 960, heightPx: 1280 });
  assert.deepEqual(
    result.verdict?.reasons.map(({ code }) => code),
    ['face_not_compared'],
  );
  assert.deepEqual(result.verdict?.evidence, [
    { name: 'widthPx', value: 960 },
    { name: 'heightPx', value: 1280 },
    { name: 'brightness', value: 130 },
    { name: 'contrast', value: 40 },
    { name: 'edgeWidthPx', value: 3 },
  ]);
});

const unusable: readonly [what: string, evaluation: Json, codes: readonly string[]][] = [
  ['too dark', picture({ brightness: 49 }), ['selfie_dark']],
  ['too dark to have an edge', picture({ brightness: 10, edgeWidthPx: null }), ['selfie_dark']],
  ['washed out', picture({ brightness: 236, contrast: 29 }), ['selfie_bright']],
  ['blurred', picture({ edgeWidthPx: 9.1 }), ['selfie_blurred']],
  ['of nothing', picture({ edgeWidthPx: null }), ['selfie_blurred']],
  ['small', picture({ shortSidePx: 359 }), ['selfie_small']],
  ['blurred and small', picture({ edgeWidthPx: 12, shortSidePx: 200 }), ['selfie_blurred', 'selfie_small']],
  ['no picture any more', { picture: { widthPx: 960, heightPx: 1280, quality: null } }, ['selfie_unreadable']],
];

for (const [what, evaluation, codes] of unusable) {
  test(`a picture that is ${what} is asked for again, with the reason`, () => {
    const run = after({}, evaluation);
    assert.deepEqual([run.node, run.attempt, run.phase], ['selfie', 2, 'input']);
    assert.deepEqual(
      run.notices.map(({ code }) => code),
      codes,
    );
  });
}

const usable: readonly [what: string, evaluation: Json][] = [
  ['at every limit', picture({ brightness: 50, edgeWidthPx: 9, shortSidePx: 360 })],
  ['bright with contrast', picture({ brightness: 240, contrast: 30 })],
];

for (const [what, evaluation] of usable) {
  test(`a picture ${what} will do`, () => assert.equal(after({}, evaluation).results.selfie?.outcome, 'unresolved'));
}

test('without attempts left the last reasons go to the reviewer, and no picture is published', () => {
  const dark = picture({ brightness: 5 });
  const { state, results } = after({}, dark, dark, dark);
  assert.equal(state, 'in_review');
  assert.deepEqual([results.selfie?.outcome, results.selfie?.fields], ['unresolved', {}]);
  assert.deepEqual(
    results.selfie?.verdict?.reasons.map(({ code }) => code),
    ['selfie_dark'],
  );
});

const sizes: readonly [widthPx: number, heightPx: number, outcome: string][] = [
  [1080, 1920, 'unresolved'],
  [1920, 1080, 'unresolved'],
  [1079, 1920, 'low_resolution'],
  [1920, 1079, 'low_resolution'],
  [3000, 1000, 'low_resolution'],
];

for (const [widthPx, heightPx, outcome] of sizes) {
  test(`where 1080 by 1920 is asked for, ${widthPx} by ${heightPx} ends in ${outcome}`, () => {
    const config = { minResolution: { width: 1080, height: 1920 } };
    assert.equal(after(config, picture({}, { widthPx, heightPx })).results.selfie?.outcome, outcome);
  });
}

test('an evaluation of another form ends in error', () => {
  assert.equal(after({}, { picture: { widthPx: 1 } }).results.selfie?.outcome, 'error');
});
