import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../json.ts';
import type { NodeResult } from './run.ts';
import { summaryOf } from './summary.ts';
import { AT } from './test/graph.ts';

const result = (type: string, fields: JsonObject, outcome = 'success'): NodeResult => ({
  type,
  attempt: 1,
  outcome,
  fields,
  verdict: null,
  at: AT,
});

const cases: readonly [what: string, results: readonly NodeResult[], codes: readonly string[]][] = [
  ['nothing', [], []],
  ['a picture of the face', [result('selfie', { picture: 'id' }, 'unresolved')], ['selfie']],
  ['no usable picture of the face', [result('selfie', {}, 'unresolved')], []],
  ['a passport', [result('document', { documentType: 'passport' })], ['passport']],
  ['a document that could not be read', [result('document', {}, 'unresolved')], []],
  ['a document of another kind', [result('document', { documentType: 'visa' }, 'fail')], []],
  ['a form that calls itself a passport', [result('form', { documentType: 'passport' }, 'next')], []],
  [
    'two passports, a card and a face',
    [
      result('document', { documentType: 'passport' }),
      result('document', { documentType: 'identity_card' }),
      result('selfie', { picture: 'id' }, 'unresolved'),
      result('document', { documentType: 'passport' }),
    ],
    ['selfie', 'passport', 'identity_card'],
  ],
];
for (const [what, results, codes] of cases) {
  test(`of ${what} the summary says ${codes.join(', ') || 'nothing'}`, () => {
    const byNode = Object.fromEntries(results.map((one, index) => [`n${index}`, one]));
    assert.deepEqual(summaryOf({ results: byNode }), codes);
  });
}
