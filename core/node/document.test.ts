import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeZone, type ZoneFields } from '../document/write-zone.ts';
import type { ZoneFormat } from '../document/zone-format.ts';
import type { Json, JsonObject } from '../json.ts';
import { advance } from '../workflow/advance.ts';
import { currentView } from '../workflow/current-view.ts';
import type { RunEvent } from '../workflow/event.ts';
import type { Run } from '../workflow/run.ts';
import { AT, graphOf, opened, runOf, submitted } from '../workflow/test/graph.ts';
import { findNodeType } from './catalogue.ts';

const FRONT = '0199d4a0-0000-7000-8000-000000000001';
const BACK = '0199d4a0-0000-7000-8000-000000000002';

const config = {
  expected: { name: 'entity.name', birthDate: 'entity.birthDate', documentNumber: 'entity.number' },
};
const graph = graphOf(
  {
    id: 'doc',
    type: 'document',
    config,
    maxAttempts: 2,
    on: { success: 'end', fail: 'end', unresolved: 'end', back: 'doc' },
  },
  { id: 'end', type: 'end', config: { decision: 'none' } },
);

const created = (entity: JsonObject): RunEvent => ({ type: 'created', at: AT, run: 1, given: { entity, prefill: {} } });
const ada = { name: 'Ada Lovelace', birthDate: '1990-12-10', number: 'L898902C3' };

const zone = (format: ZoneFormat, fields: Partial<ZoneFields> = {}) =>
  writeZone(format, {
    documentCode: format === 'TD3' ? 'P' : 'I',
    issuingState: 'GBR',
    documentNumber: 'L898902C3',
    familyName: 'Lovelace',
    givenNames: 'Ada',
    nationality: 'GBR',
    birthDate: { year: 1990, month: 12, day: 10 },
    sex: 'F',
    expiryDate: { year: 2030, month: 1, day: 31 },
    ...fields,
  });

const read = (lines: readonly string[], confidence = 0.999) => ({
  accepted: true,
  lines,
  confidence,
  reasons: [],
  ambiguous: [],
});
const unread = (code: string) => ({
  accepted: false,
  lines: [],
  confidence: null,
  reasons: [{ code, sentence: 'Take the photo again.' }],
  ambiguous: [],
});

const evaluated = (evaluation: object, attempt = 1): RunEvent => ({
  type: 'evaluated',
  at: AT,
  node: 'doc',
  attempt,
  evaluation: JSON.parse(JSON.stringify(evaluation)),
});

const passport = submitted('doc', 1, { documentKind: 'passport', front: FRONT });
const card = submitted('doc', 1, { documentKind: 'identity_card', front: FRONT, back: BACK });

const judge = (readings: object, entity: JsonObject = ada, input = passport): Run =>
  runOf(graph, created(entity), opened, input, evaluated({ readings }));

test('a page is told what may be shown, which sides are needed, and how many attempts there are', () => {
  const view = currentView(graph, runOf(graph, created({}), opened), AT, 'de');
  assert.deepEqual(view, {
    kind: 'document',
    title: 'Ihr Ausweisdokument',
    intro: null,
    choices: [
      { documentKind: 'passport', sides: [{ side: 'front', required: true }] },
      {
        documentKind: 'identity_card',
        sides: [
          { side: 'front', required: true },
          { side: 'back', required: true },
        ],
      },
    ],
    notices: [],
    attempt: 1,
    maxAttempts: 2,
    allowsFile: true,
    minResolution: null,
    canGoBack: true,
    nextLabel: null,
    backLabel: null,
    design: null,
  });
});

test('a passport that is the expected one succeeds and publishes what it says', () => {
  const result = judge({ front: read(zone('TD3')) }).results.doc;
  assert.equal(result?.outcome, 'success');
  assert.deepEqual(result?.fields, {
    nameMatches: true,
    birthDateMatches: true,
    numberMatches: true,
    expired: false,
    documentType: 'passport',
    documentCode: 'P',
    documentNumber: 'L898902C3',
    issuingState: 'GBR',
    issuingCountry: 'GB',
    nationality: 'GBR',
    nationalityCountry: 'GB',
    familyName: 'LOVELACE',
    givenNames: 'ADA',
    birthDate: '1990-12-10',
    sex: 'F',
    expiryDate: '2030-01-31',
    format: 'TD3',
    lines: zone('TD3'),
    confidence: 0.999,
    ambiguous: false,
  });
});

test('the fields are those that the node type declares', () => {
  const bound = findNodeType('document')?.bind(config);
  assert.ok(bound?.ok);
  const published = Object.keys(judge({ front: read(zone('TD3')) }).results.doc?.fields ?? {});
  assert.deepEqual(
    published,
    bound.value.fields.map(({ name }) => name),
  );
});

const judgements: readonly [guarantee: string, lines: readonly string[], entity: JsonObject, expected: JsonObject][] = [
  ['another name', zone('TD3', { familyName: 'Byron' }), ada, { nameMatches: false, birthDateMatches: true }],
  [
    'another day of birth',
    zone('TD3'),
    { ...ada, birthDate: '1990-12-11' },
    { nameMatches: true, birthDateMatches: false },
  ],
  ['nothing expected', zone('TD3'), {}, { nameMatches: null, birthDateMatches: null, numberMatches: null }],
  [
    'an expectation that is no text',
    zone('TD3'),
    { name: 7, birthDate: ['1990-12-10'] },
    { nameMatches: null, birthDateMatches: null },
  ],
  [
    'a document of the day before',
    zone('TD3', { expiryDate: { year: 2026, month: 2, day: 28 } }),
    ada,
    { expired: true },
  ],
  ['a document of today', zone('TD3', { expiryDate: { year: 2026, month: 3, day: 1 } }), ada, { expired: false }],
];

for (const [guarantee, lines, entity, expected] of judgements) {
  test(`${guarantee} is published for a condition to decide upon, and is a success of reading`, () => {
    const result = judge({ front: read(lines) }, entity).results.doc;
    assert.equal(result?.outcome, 'success');
    const published = Object.fromEntries(Object.keys(expected).map((name) => [name, result?.fields[name]]));
    assert.deepEqual(published, expected);
  });
}

test('of both sides the surer accepted reading counts, wherever the zone is', () => {
  const sides: readonly [object, number][] = [
    [{ front: unread('zone_not_found'), back: read(zone('TD1')) }, 0.999],
    [{ front: read(zone('TD1')), back: unread('zone_not_found') }, 0.999],
    [{ front: read(zone('TD1'), 0.98), back: read(zone('TD1'), 0.99) }, 0.99],
    [{ front: read(zone('TD1'), 0.99), back: read(zone('TD1'), 0.98) }, 0.99],
  ];
  for (const [readings, confidence] of sides) {
    const result = judge(readings, ada, card).results.doc;
    assert.deepEqual(
      [result?.outcome, result?.fields.documentNumber, result?.fields.confidence],
      ['success', 'L898902C3', confidence],
    );
  }
});

test('two sides that contradict each other are unresolved at once, with what differs and no field', () => {
  const other = zone('TD1', { documentNumber: 'X1234567', familyName: 'Byron' });
  for (const confidence of [0.98, 0.9999]) {
    const run = judge({ front: read(zone('TD1')), back: read(other, confidence) }, ada, card);
    const { outcome, fields, verdict } = run.results.doc ?? {};
    assert.deepEqual([outcome, fields], ['unresolved', {}]);
    assert.deepEqual(verdict?.reasons, [
      {
        code: 'sides_contradict',
        sentence: 'Front and back of the document contradict each other: document number, name.',
      },
    ]);
    assert.deepEqual(verdict?.evidence, [
      { name: 'documentNumber.front', value: 'L898902C3' },
      { name: 'documentNumber.back', value: 'X1234567' },
      { name: 'name.front', value: 'LOVELACE, ADA' },
      { name: 'name.back', value: 'BYRON, ADA' },
    ]);
  }
});

test('a side that was not accepted contradicts nothing', () => {
  const other = { ...read(zone('TD1', { documentNumber: 'X1234567' })), accepted: false };
  assert.equal(judge({ front: other, back: read(zone('TD1')) }, ada, card).results.doc?.outcome, 'success');
});

test('without an accepted reading the person is asked again, each reason once', () => {
  const readings = { front: unread('zone_not_found'), back: unread('zone_not_found') };
  const run = judge(readings, ada, card);
  assert.deepEqual([run.node, run.attempt, run.notices.map(({ code }) => code)], ['doc', 2, ['zone_not_found']]);
});

test('a card without its back is read from the front, and else the back is asked for', () => {
  const front = submitted('doc', 1, { documentKind: 'identity_card', front: FRONT });
  assert.equal(judge({ front: read(zone('TD2')) }, ada, front).results.doc?.outcome, 'success');
  const run = judge({ front: unread('zone_not_found') }, ada, front);
  assert.deepEqual(
    run.notices.map(({ code }) => code),
    ['back_needed', 'zone_not_found'],
  );
});

test('the last attempt that reads nothing is unresolved, with no field', () => {
  const readings = { front: unread('zone_unsure') };
  const again = submitted('doc', 2, { documentKind: 'passport', front: FRONT });
  const before = [created(ada), opened, passport, evaluated({ readings }), again];
  const result = runOf(graph, ...before, evaluated({ readings }, 2)).results.doc;
  assert.deepEqual([result?.outcome, result?.fields], ['unresolved', {}]);
  assert.deepEqual(
    result?.verdict?.reasons.map(({ code }) => code),
    ['zone_unsure'],
  );
});

test('another kind of document may be put right while attempts are left, and fails after', () => {
  const visa = { front: read(zone('MRV-A', { documentCode: 'V' })) };
  const run = judge(visa);
  assert.deepEqual([run.attempt, run.notices[0]?.code], [2, 'document_kind_not_accepted']);
  const again = submitted('doc', 2, { documentKind: 'passport', front: FRONT });
  const result = runOf(
    graph,
    created(ada),
    opened,
    passport,
    evaluated({ readings: visa }),
    again,
    evaluated({ readings: visa }, 2),
  ).results.doc;
  assert.deepEqual([result?.outcome, result?.fields.documentType], ['fail', 'visa']);
});

test('a zone that contradicts itself is unresolved although the reader accepted it', () => {
  const [first = '', second = ''] = zone('TD3');
  const lines = [first, `${second.slice(0, 9)}${second[9] === '1' ? '2' : '1'}${second.slice(10)}`];
  assert.equal(judge({ front: read(lines) }).results.doc?.outcome, 'unresolved');
});

test('accepted lines that are no zone count as not read', () => {
  const run = judge({ front: read(['NOT', 'A ZONE']) });
  assert.deepEqual([run.state, run.attempt], ['active', 2]);
});

for (const evaluation of [{}, { readings: null }, { readings: { front: { accepted: 'yes' } } }]) {
  test(`an evaluation of unknown form is an error: ${JSON.stringify(evaluation)}`, () => {
    const run = runOf(graph, created(ada), opened, passport, evaluated(evaluation));
    assert.deepEqual([run.state, run.reasons[0]?.code], ['failed', 'evaluation_malformed']);
  });
}

const refused: readonly [guarantee: string, input: object, pointer: string][] = [
  ['no kind', { front: FRONT }, '/documentKind'],
  ['an unknown kind', { documentKind: 'library_card', front: FRONT }, '/documentKind'],
  ['a kind that is not asked for', { documentKind: 'passport', front: FRONT }, '/documentKind'],
  ['no photo', { documentKind: 'identity_card' }, '/front'],
  ['a photo that is no upload', { documentKind: 'identity_card', front: '../etc/passwd' }, '/front'],
  ['a member too many', { documentKind: 'identity_card', front: FRONT, back: BACK, left: BACK }, '/left'],
];

const cardsOnly = graphOf({ id: 'doc', type: 'document', config: { documentKinds: ['identity_card'] } });

for (const [guarantee, input, pointer] of refused) {
  test(`an input is refused for ${guarantee}, at its place`, () => {
    const step = advance(cardsOnly, runOf(cardsOnly, created({}), opened), submitted('doc', 1, input));
    assert.ok(!step.ok && step.error.code === 'input_invalid');
    assert.deepEqual(
      step.error.errors.map((error) => error.pointer),
      [pointer],
    );
  });
}

const configs: readonly [guarantee: string, config: object][] = [
  ['no kinds at all', { documentKinds: [] }],
  ['a kind twice', { documentKinds: ['passport', 'passport'] }],
  ['a name in both forms', { expected: { name: 'entity.a', familyName: 'entity.b' } }],
  ['given names alone', { expected: { givenNames: 'entity.a' } }],
  ['an expectation that is no reference', { expected: { name: 'Ada' } }],
];

for (const [guarantee, wrong] of configs) {
  test(`a document's config refuses ${guarantee}`, () => assert.equal(findNodeType('document')?.bind(wrong).ok, false));
}

test('a photo below the resolution asked for goes its own way, whatever was read', () => {
  const minResolution = { width: 1920, height: 1080 };
  const tooSmall = { width: 1920, height: 1079 };
  const source = graphOf({ id: 'doc', type: 'document', config: { minResolution } });
  const resultOf = (evaluation: Json) =>
    runOf(
      source,
      ...[created({}), opened],
      submitted('doc', 1, { documentKind: 'identity_card', front: FRONT, back: FRONT }),
      { type: 'evaluated', at: AT, node: 'doc', attempt: 1, evaluation },
    ).results.doc;
  const low = resultOf({ readings: {}, sizes: { front: { width: 1080, height: 1920 }, back: tooSmall } });
  assert.equal(low?.outcome, 'low_resolution');
  assert.deepEqual(low?.verdict?.evidence, [
    { name: 'widthPx.back', value: 1920 },
    { name: 'heightPx.back', value: 1079 },
  ]);
});
