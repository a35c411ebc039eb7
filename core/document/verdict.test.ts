import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DocumentVerdict, type ExpectedFields, judgeDocument } from './verdict.ts';
import { writeZone, type ZoneFields } from './write-zone.ts';
import { type DocumentKind, parseZone } from './zone.ts';

const today = { year: 2026, month: 11, day: 21 };

const anna: ZoneFields = {
  documentCode: 'P',
  issuingState: 'SWE',
  documentNumber: 'L898902C3',
  familyName: 'Eriksson',
  givenNames: 'Anna Maria',
  nationality: 'SWE',
  birthDate: { year: 1974, month: 8, day: 12 },
  sex: 'F',
  expiryDate: { year: 2032, month: 4, day: 15 },
};

const expected: ExpectedFields = {
  name: { name: 'Anna Eriksson' },
  birthDate: '1974-08-12',
  documentNumber: 'L898902C3',
};

const ACCEPTS: readonly DocumentKind[] = ['passport', 'identity_card'];

function judge(
  lines: readonly string[],
  fields: Partial<ExpectedFields> = {},
  accepts: readonly DocumentKind[] = ACCEPTS,
): DocumentVerdict {
  const result = parseZone(lines, today);
  assert.ok(result.ok, JSON.stringify(result));
  return judgeDocument({ zone: result.value, expected: { ...expected, ...fields }, accepts, today });
}

const codes = ({ reasons }: DocumentVerdict) => reasons.map(({ code }) => code);

test('a good passport of the expected person succeeds with everything matching', () => {
  const verdict = judge(writeZone('TD3', anna));
  assert.equal(verdict.outcome, 'success');
  assert.equal(verdict.nameMatches, true);
  assert.equal(verdict.birthDateMatches, true);
  assert.equal(verdict.numberMatches, true);
  assert.equal(verdict.expired, false);
  assert.deepEqual(codes(verdict), ['name_matches_in_part', 'birth_date_matches', 'document_number_matches']);
});

test('the document of somebody else is read surely too: the fields say that it is not the expected one', () => {
  const verdict = judge(writeZone('TD3', anna), {
    name: { familyName: 'Larsson', givenNames: 'Karin' },
    birthDate: '1980-01-01',
    documentNumber: 'X1',
  });
  assert.equal(verdict.outcome, 'success');
  assert.deepEqual([verdict.nameMatches, verdict.birthDateMatches, verdict.numberMatches], [false, false, false]);
});

test('what nobody expects is not compared', () => {
  const verdict = judge(writeZone('TD3', anna), { name: null, birthDate: null, documentNumber: null });
  assert.equal(verdict.outcome, 'success');
  assert.deepEqual([verdict.nameMatches, verdict.birthDateMatches, verdict.numberMatches], [null, null, null]);
  assert.deepEqual(verdict.reasons, []);
});

test('an expired document is read surely and called expired', () => {
  const verdict = judge(writeZone('TD3', { ...anna, expiryDate: { year: 2026, month: 11, day: 20 } }));
  assert.equal(verdict.outcome, 'success');
  assert.equal(verdict.expired, true);
  assert.ok(codes(verdict).includes('document_expired'));
  assert.equal(judge(writeZone('TD3', { ...anna, expiryDate: today })).expired, false);
});

test('the wrong kind of document fails and the reason names what is asked for', () => {
  const visa = judge(writeZone('MRV-A', { ...anna, documentCode: 'V' }));
  assert.equal(visa.outcome, 'fail');
  const reason = visa.reasons.find(({ code }) => code === 'document_kind_not_accepted');
  assert.equal(reason?.sentence, 'This is a visa; a passport or an identity card is asked for.');
  assert.equal(judge(writeZone('TD1', { ...anna, documentCode: 'ID' }), {}, ['passport']).outcome, 'fail');
  assert.equal(judge(writeZone('TD1', { ...anna, documentCode: 'ID' })).outcome, 'success');
  assert.equal(judge(writeZone('TD1', { ...anna, documentCode: 'AC' })).outcome, 'fail');
});

test('a zone that contradicts itself is unresolved, whatever kind it is', () => {
  const lines = writeZone('TD3', anna).map((line) => line.replace('L898902C3', 'L898902C4'));
  const verdict = judge(lines);
  assert.equal(verdict.outcome, 'unresolved');
  assert.ok(codes(verdict).includes('check_digit_wrong'));
  assert.equal(judge(lines, {}, ['visa']).outcome, 'unresolved');
  assert.equal(judge(writeZone('TD3', { ...anna, issuingState: 'QQQ' })).outcome, 'unresolved');
});

test('a document number that equals the expected one but for O and 0 is unresolved, and said so', () => {
  const lines = writeZone('TD3', { ...anna, documentNumber: '00X123457' });
  const verdict = judge(lines, { documentNumber: 'OOX123457' });
  assert.equal(verdict.outcome, 'unresolved');
  assert.equal(verdict.numberMatches, null);
  assert.ok(codes(verdict).includes('zone_ambiguous'));
  assert.equal(judge(lines, { documentNumber: '00X123457' }).outcome, 'success');
});

test('O and 0 that nothing rests on are said and do not stop anybody', () => {
  const verdict = judge(writeZone('TD3', { ...anna, optionalData: ['00'] }));
  assert.equal(verdict.outcome, 'success');
  assert.ok(codes(verdict).includes('zone_ambiguous'));
});

test('reasons quote nothing of the document, evidence names the values', () => {
  const verdict = judge(writeZone('TD3', anna));
  for (const { sentence } of verdict.reasons) assert.doesNotMatch(sentence, /anna|eriksson|1974|L898902C3/i);
  assert.deepEqual(
    verdict.evidence.map(({ name }) => name),
    ['name', 'birthDate', 'documentNumber', 'expiryDate'],
  );
  assert.equal(verdict.evidence[3]?.values.document, '2032-04-15');
});
