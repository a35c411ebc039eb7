import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyStage, type StageResult, summarize } from './stage.ts';

const stage = (counts: Partial<StageResult>): StageResult => ({ ...emptyStage('a stage'), ...counts });

const cases: readonly {
  readonly what: string;
  readonly stages: readonly StageResult[];
  readonly failSkipped: boolean;
  readonly last: string;
  readonly hasFailed: boolean;
}[] = [
  {
    what: 'all passed',
    stages: [stage({ passed: 3 }), stage({ passed: 4 })],
    failSkipped: true,
    last: '7 passed, 0 failed',
    hasFailed: false,
  },
  {
    what: 'one failed',
    stages: [stage({ passed: 3, failed: 1 })],
    failSkipped: false,
    last: '3 passed, 1 failed',
    hasFailed: true,
  },
  {
    what: 'one was skipped',
    stages: [stage({ passed: 3, skipped: 1 })],
    failSkipped: false,
    last: '3 passed, 0 failed, 1 skipped',
    hasFailed: false,
  },
  {
    what: 'one was skipped where nothing may be',
    stages: [stage({ passed: 3, skipped: 1 })],
    failSkipped: true,
    last: '3 passed, 1 failed',
    hasFailed: true,
  },
  {
    what: 'one is yet to do, which is counted apart',
    stages: [stage({ passed: 3, todo: 2 })],
    failSkipped: true,
    last: '3 passed, 0 failed',
    hasFailed: false,
  },
];

for (const { what, stages, failSkipped, last, hasFailed } of cases) {
  test(`the last line counts when ${what}`, () => {
    const summary = summarize(stages, failSkipped);
    assert.equal(summary.text.split('\n').at(-1), last);
    assert.equal(summary.hasFailed, hasFailed);
  });
}

test('what is yet to do stands on the line before the last', () => {
  assert.equal(
    summarize([stage({ passed: 1, todo: 2 })], false)
      .text.split('\n')
      .at(-2),
    '2 todo',
  );
});
