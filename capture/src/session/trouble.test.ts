import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure } from '../api/failure.ts';
import { readRefusal } from '../api/failure.ts';
import { backOffMs, moreTrouble, noTrouble } from './trouble.ts';

const lost: Failure = { kind: 'network' };

test('waits twice as long after each failure, and never more than 15 seconds', () => {
  let trouble = noTrouble;
  const waits = [1, 2, 3, 4, 5, 6].map(() => {
    trouble = moreTrouble(trouble, lost);
    return backOffMs(trouble);
  });
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
});

test('never asks sooner than the server wants', () => {
  assert.equal(backOffMs(moreTrouble(noTrouble, readRefusal(429, '{"code":"rate_limited"}', '40'))), 40_000);
});

test('reads a problem document, and gets by without one', () => {
  const body = JSON.stringify({ code: 'input_invalid', errors: [{ pointer: '/input/a', code: 'mask', detail: 'x' }] });
  assert.deepEqual(readRefusal(422, body, null), {
    kind: 'refused',
    status: 422,
    code: 'input_invalid',
    errors: [{ pointer: '/input/a', code: 'mask', detail: 'x' }],
    retryAfterSeconds: null,
  });
  const gateway = readRefusal(502, '<html>Bad gateway</html>', 'Wed, 21 Oct 2026 07:28:00 GMT');
  assert.deepEqual(gateway, { kind: 'refused', status: 502, code: 'unreadable', errors: [], retryAfterSeconds: null });
});
