import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFailure, toDomainError } from './problem.ts';

const withCode = (code: string): Error => Object.assign(new Error('value "secret"'), { code });

const table: readonly [thrown: unknown, code: string][] = [
  [withCode('08006'), 'unavailable'],
  [withCode('08001'), 'unavailable'],
  [withCode('57P01'), 'unavailable'],
  [withCode('53300'), 'unavailable'],
  [withCode('23505'), 'internal'],
  [withCode('57014'), 'internal'],
  [withCode('ECONNRESET'), 'internal'],
  [withCode('FST_ERR_BAD_URL'), 'not_found'],
  [Object.assign(new Error(), { statusCode: 431 }), 'request_invalid'],
  [new Error('bug'), 'internal'],
  ['a text', 'internal'],
];

for (const [thrown, code] of table) {
  const name = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
  test(`${name} is answered as ${code}`, () => {
    assert.equal(toDomainError(thrown).code, code);
  });
}

test('the log tells the kind of a failure and its SQLSTATE, and never what a statement said', () => {
  const { type, code, message } = describeFailure(withCode('22P02'));
  assert.deepEqual({ type, code, message }, { type: 'Error', code: '22P02', message: null });
});
