import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextDelayMs, postponedMs, readRetryAfter, retryDelaysMs } from './back-off.ts';

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);

describe('the wait before the next attempt', () => {
  const schedule: readonly (readonly [count: number, plain: number | null])[] = [
    [1, 5],
    [2, 300],
    [3, 1_800],
    [4, 7_200],
    [5, 18_000],
    [6, 36_000],
    [7, 50_400],
    [8, 72_000],
    [9, 86_400],
    [10, null],
    [11, null],
  ];
  for (const [count, plain] of schedule) {
    it(`is ${plain === null ? 'none' : `${plain} s`} after ${count} failures`, () => {
      assert.equal(seconds(nextDelayMs({ count, retryAfterMs: null, random: 0 })), plain);
    });
  }

  it('grows by a fifth at most, so that what failed together does not come back together', () => {
    assert.equal(nextDelayMs({ count: 2, retryAfterMs: null, random: 0.5 }), 330_000);
    assert.equal(nextDelayMs({ count: 2, retryAfterMs: null, random: 1 }), 360_000);
  });

  it('spreads ten attempts over about three days', () => {
    const hours = retryDelaysMs.reduce((sum, delay) => sum + delay, 0) / 3_600_000;
    assert.equal(retryDelaysMs.length, 9);
    assert.ok(hours > 72 && hours < 80, `${hours} hours`);
  });

  it('is longer where the receiver asks for it, but a day at most, and never shorter', () => {
    assert.equal(nextDelayMs({ count: 1, retryAfterMs: 60_000, random: 0 }), 60_000);
    assert.equal(nextDelayMs({ count: 1, retryAfterMs: 365 * 86_400_000, random: 0 }), 86_400_000);
    assert.equal(nextDelayMs({ count: 3, retryAfterMs: 1, random: 0 }), 1_800_000);
  });

  it('is none after the last attempt, whatever the receiver asks for', () => {
    assert.equal(nextDelayMs({ count: 10, retryAfterMs: 60_000, random: 0 }), null);
  });
});

describe('the wait of an attempt that was put off', () => {
  const cases: readonly (readonly [postponed: number, least: number, most: number])[] = [
    [0, 15, 45],
    [1, 30, 90],
    [3, 120, 360],
    [4, 200, 600],
    [5000, 200, 600],
  ];
  for (const [postponed, least, most] of cases) {
    it(`is ${least} to ${most} s after ${postponed} times`, () => {
      const waits = [0, 1].map((random) => seconds(postponedMs({ postponed, random })));
      assert.deepEqual(waits, [least, most]);
    });
  }
});

describe('Retry-After', () => {
  const now = new Date('2031-05-01T12:00:00.000Z');
  const cases: readonly (readonly [value: string | undefined, ms: number | null])[] = [
    [undefined, null],
    ['0', 0],
    ['120', 120_000],
    ['Thu, 01 May 2031 12:01:00 GMT', 60_000],
    ['Thu, 01 May 2031 11:00:00 GMT', 0],
    ['soon', null],
    ['-5', null],
    ['99999999999', null],
    ['', null],
  ];
  for (const [value, ms] of cases) {
    it(`of ${JSON.stringify(value)} is ${ms}`, () => assert.equal(readRetryAfter(value, now), ms));
  }
});
