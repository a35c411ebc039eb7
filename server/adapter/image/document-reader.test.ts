import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, describe, test } from 'node:test';
import { documentReadingSchema } from '@gatehouse/core/document/reading.ts';
import { createDocumentReader } from './document-reader.ts';

const folder = new URL('../../test/documents/', import.meta.url);
const truth: Record<string, { lines?: string[]; reason?: string }> = JSON.parse(
  await readFile(new URL('truth.json', folder), 'utf8'),
);

describe('generated documents', () => {
  const reader = createDocumentReader({ threads: 2, now: () => new Date('2026-06-01T00:00:00Z') });
  after(() => reader.close());
  for (const [name, { lines, reason }] of Object.entries(truth))
    test(`${name} is ${lines ? 'read exactly' : `refused with ${reason} first`}`, async () => {
      const reading = documentReadingSchema.parse(await reader.read(await readFile(new URL(name, folder))));
      if (lines) assert.deepEqual([reading.accepted, reading.lines, reading.reasons], [true, lines, []]);
      else assert.deepEqual([reading.accepted, reading.fields, reading.reasons[0]?.code], [false, null, reason]);
      for (const { sentence } of reading.reasons) assert.match(sentence, /^[A-Z][^\n]+[.]$/);
    });

  test('the fields are those of the zone, dates in full', async () => {
    const reading = await reader.read(await readFile(new URL('demo-passport.jpg', folder)));
    assert.deepEqual(reading.fields, {
      documentType: 'passport',
      documentCode: 'P',
      issuingState: 'UTO',
      documentNumber: 'L898902C3',
      familyName: 'ERIKSSON',
      givenNames: 'ANNA MARIA',
      nationality: 'UTO',
      birthDate: '1990-08-12',
      sex: 'F',
      expiryDate: '2036-04-15',
      optionalData: [],
    });
  });
});

describe('a thread that fails', () => {
  const worker = new URL('./test-worker.ts', import.meta.url);
  const reader = createDocumentReader({ threads: 1, worker, timeoutMs: 1500 });
  after(() => reader.close());

  test('because it crashed is a reading with a reason, and the next picture is read', async () => {
    assert.equal((await reader.read(Uint8Array.of(1))).reasons[0]?.code, 'reader_failed');
    assert.equal(await reader.read(Uint8Array.of(0)), 'a reading');
  });

  test('because it does not end is stopped with a reason, and the next picture is read', async () => {
    const reading = await reader.read(Uint8Array.of(2));
    assert.deepEqual([reading.accepted, reading.reasons[0]?.code], [false, 'reader_timed_out']);
    assert.equal(await reader.read(Uint8Array.of(0)), 'a reading');
  });

  test('costs those that wait behind it nothing of their time', async () => {
    const [endless, ...others] = await Promise.all([2, 0, 0].map((byte) => reader.read(Uint8Array.of(byte))));
    assert.equal(endless?.reasons[0]?.code, 'reader_timed_out');
    assert.deepEqual(others, ['a reading', 'a reading']);
  });
});
