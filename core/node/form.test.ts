import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advance } from '../workflow/advance.ts';
import { currentView } from '../workflow/current-view.ts';
import type { RunEvent } from '../workflow/event.ts';
import { created, graphOf, opened, runOf, submitted } from '../workflow/test/graph.ts';
import { findNodeType } from './catalogue.ts';

const label = { en: 'Label', de: 'Beschriftung' };
const fields = [
  { name: 'name', type: 'text', label, required: true, prefill: 'entity.name', autocomplete: 'name' },
  { name: 'mail', type: 'email', label, help: { en: 'We write to it.' }, prefill: 'prefill.mail' },
  { name: 'born', type: 'date', label, latest: 'today-18y' },
  { name: 'from', type: 'country', label, prefill: 'prefill.country' },
  { name: 'kind', type: 'select', label, options: [{ value: 'a', label: { en: 'First', de: 'Erste' } }] },
  { name: 'agree', type: 'checkbox', label },
  { name: 'size', type: 'number', label, minimum: 1, prefill: 'prefill.size' },
  { name: 'note', type: 'html', html: { en: '<b>Note</b>', de: '<b>Hinweis</b>' } },
];
const graph = graphOf(
  { id: 'form', config: { title: { en: 'About you', de: 'Über Sie' }, fields }, on: { next: 'again' } },
  { id: 'again', config: { title: { en: 'Again' }, fields: [] }, on: { next: 'end', back: 'form' } },
  { id: 'end', type: 'end', config: { decision: 'none' } },
);

const prefilled: RunEvent = {
  type: 'created',
  at: opened.at,
  run: 1,
  given: { entity: { name: 'Ada' }, prefill: { mail: ' ada@EXAMPLE.org', country: 'gb', size: { not: 'a number' } } },
};

test('a page gets texts in its language, rules as data and the values to start with', () => {
  const view = currentView(graph, runOf(graph, prefilled, opened), opened.at, 'de');
  assert.ok(view?.kind === 'form');
  assert.deepEqual([view.title, view.intro, view.canGoBack], ['Über Sie', null, false]);
  const values = Object.fromEntries(view.fields.map(({ name, value }) => [name, value]));
  assert.deepEqual(values, {
    name: 'Ada',
    mail: 'ada@example.org',
    born: null,
    from: 'GB',
    kind: null,
    agree: null,
    size: null,
    note: null,
  });
  const [name, mail, born, from, kind, , size, note] = view.fields;
  assert.deepEqual(
    [name?.label, name?.required, name?.maxLength, name?.autocomplete],
    ['Beschriftung', true, 1000, 'name'],
  );
  assert.deepEqual([mail?.help, mail?.maxLength, mail?.autocomplete], ['We write to it.', 254, 'email']);
  assert.deepEqual([born?.earliest, born?.latest], [null, '2008-03-01']);
  assert.equal(from?.autocomplete, 'country');
  assert.deepEqual(kind?.options, [{ value: 'a', label: 'Erste' }]);
  assert.deepEqual([size?.minimum, size?.maximum], [1, null]);
  assert.deepEqual([note?.html, note?.label, note?.required], ['<b>Hinweis</b>', '', false]);
});

const answers = { name: ' Ada ', mail: 'ada@EXAMPLE.org', born: '1990-12-10', from: 'gb', agree: true, size: '3' };

test('answers are recorded in their normal form, what was not answered as null', () => {
  const run = runOf(graph, created, opened, submitted('form', 1, answers));
  assert.deepEqual(run.results.form?.fields, {
    name: 'Ada',
    mail: 'ada@example.org',
    born: '1990-12-10',
    from: 'GB',
    kind: null,
    agree: true,
    size: 3,
  });
});

for (const [given, value] of [
  ['1990-01-31', '1990-01-31'],
  ['19900131', '1990-01-31'],
  ['yesterday', null],
  ['19900231', null],
  [19900131, null],
] as const) {
  test(`a date that is known as ${JSON.stringify(given)} beforehand begins as ${JSON.stringify(value)}`, () => {
    const born = { name: 'born', type: 'date', label, prefill: 'prefill.born' };
    const config = { title: { en: 'T' }, fields: [born] };
    const dateGraph = graphOf(
      { id: 'form', config, on: { next: 'end' } },
      { id: 'end', type: 'end', config: { decision: 'none' } },
    );
    const known: RunEvent = { ...prefilled, given: { entity: {}, prefill: { born: given } } };
    const view = currentView(dateGraph, runOf(dateGraph, known, opened), opened.at, 'en');
    assert.ok(view?.kind === 'form');
    assert.equal(view.fields[0]?.value, value);
  });
}

test('who comes back finds what they answered, before any prefill', () => {
  const back: RunEvent = { type: 'went_back', at: opened.at, node: 'again', attempt: 1 };
  const run = runOf(graph, prefilled, opened, submitted('form', 1, { ...answers, name: 'Grace', mail: '' }), back);
  const view = currentView(graph, run, opened.at, 'en');
  assert.ok(view?.kind === 'form');
  const values = Object.fromEntries(view.fields.map(({ name, value }) => [name, value]));
  assert.deepEqual([values.name, values.agree, values.size], ['Grace', true, 3]);
});

const wrong: readonly [guarantee: string, input: object, errors: readonly string[]][] = [
  ['what is missing', {}, ['/name required']],
  [
    'members that the form does not have',
    { name: 'Ada', toString: 'x', note: 'y' },
    ['/toString unknown_field', '/note unknown_field'],
  ],
  [
    'every fault at once',
    { name: '', mail: 'ada', born: '2020-01-01', from: 'XX', kind: 'b', agree: 1, size: 0 },
    [
      '/name required',
      '/mail not_an_email',
      '/born too_late',
      '/from not_a_country',
      '/kind not_an_option',
      '/agree not_a_choice',
      '/size too_small',
    ],
  ],
  ['an input that is no object', [1], [' not_an_object']],
];

for (const [guarantee, input, errors] of wrong) {
  test(`a form refuses ${guarantee}, at its place`, () => {
    const step = advance(graph, runOf(graph, created, opened), submitted('form', 1, input));
    assert.ok(!step.ok && step.error.code === 'input_invalid');
    assert.deepEqual(
      step.error.errors.map(({ pointer, code }) => `${pointer} ${code}`),
      errors,
    );
    for (const { sentence } of step.error.errors) assert.match(sentence, /^[A-Z].*\.$/);
  });
}

const ssnGraph = graphOf(
  {
    id: 'form',
    config: { title: { en: 'Number' }, fields: [{ name: 'number', type: 'ssn', label, required: true }] },
    on: { next: 'again' },
  },
  { id: 'again', config: { title: { en: 'Again' }, fields: [] }, on: { next: 'end', back: 'form' } },
  { id: 'end', type: 'end', config: { decision: 'none' } },
);

const numbers: readonly [given: unknown, kept: string | null][] = [
  ['123456789', '123456789'],
  ['123-45-6789', '123456789'],
  [' 123 45 6789 ', '123456789'],
  ['12345678', null],
  ['1234567890', null],
  ['12345678a', null],
  ['١٢٣٤٥٦٧٨٩', null],
  [123456789, null],
  ['', null],
];
for (const [given, kept] of numbers) {
  test(`the social security number ${JSON.stringify(given)} is ${kept === null ? 'refused' : 'kept as digits'}`, () => {
    const step = advance(ssnGraph, runOf(ssnGraph, created, opened), submitted('form', 1, { number: given }));
    assert.equal(step.ok ? step.value.run.results.form?.fields.number : null, kept);
    if (!step.ok) assert.equal(step.error.code, 'input_invalid');
  });
}

test('a social security number never comes back to the page, and no browser is asked to remember it', () => {
  const back: RunEvent = { type: 'went_back', at: opened.at, node: 'again', attempt: 1 };
  const run = runOf(ssnGraph, created, opened, submitted('form', 1, { number: '123-45-6789' }), back);
  assert.equal(run.results.form?.fields.number, '123456789');
  const view = currentView(ssnGraph, run, opened.at, 'en');
  assert.doesNotMatch(JSON.stringify(view), /123|6789/);
  assert.ok(view?.kind === 'form');
  assert.deepEqual([view.fields[0]?.value, view.fields[0]?.autocomplete], [null, 'off']);
});

const cameraGraph = graphOf({
  id: 'form',
  config: {
    title: { en: 'Camera' },
    fields: [{ name: 'name', type: 'text', label, required: true }],
    requiresCamera: { width: 1920, height: 1080 },
  },
});

const cameras: readonly [what: string, input: object, outcome: string, fields: object][] = [
  [
    'a camera that will do',
    { name: 'Ada', camera: { width: 1920, height: 1080 } },
    'next',
    { name: 'Ada', camera: { width: 1920, height: 1080 } },
  ],
  [
    'a camera held the other way',
    { name: 'Ada', camera: { width: 1080, height: 1920 } },
    'next',
    { name: 'Ada', camera: { width: 1080, height: 1920 } },
  ],
  [
    'a lesser camera',
    { name: 'Ada', camera: { width: 1280, height: 720 } },
    'low_resolution',
    { name: 'Ada', camera: { width: 1280, height: 720 } },
  ],
  [
    'a lesser camera and no answers',
    { camera: { width: 640, height: 480 } },
    'low_resolution',
    { name: null, camera: { width: 640, height: 480 } },
  ],
  ['no camera', { name: 'Ada', camera: null }, 'low_resolution', { name: 'Ada', camera: null }],
  ['a client that does not tell', { name: 'Ada' }, 'next', { name: 'Ada', camera: null }],
];
for (const [what, input, outcome, fields] of cameras) {
  test(`${what} leads a form that requires one to ${outcome}`, () => {
    const run = runOf(cameraGraph, created, opened, submitted('form', 1, input));
    assert.deepEqual([run.results.form?.outcome, run.results.form?.fields], [outcome, fields]);
  });
}

const wrongCameras: readonly [what: string, graph: typeof graph, input: object, error: string][] = [
  [
    'a camera of another form',
    cameraGraph,
    { name: 'Ada', camera: { width: '1920', height: 1080 } },
    '/camera not_a_resolution',
  ],
  ['a camera that nobody asked for', graph, { name: 'Ada', camera: null }, '/camera unknown_field'],
  ['a missing answer beside a good camera', cameraGraph, { camera: { width: 4000, height: 3000 } }, '/name required'],
];
for (const [what, source, input, error] of wrongCameras) {
  test(`a form refuses ${what}`, () => {
    const step = advance(source, runOf(source, created, opened), submitted('form', 1, input));
    assert.ok(!step.ok && step.error.code === 'input_invalid');
    assert.deepEqual(
      step.error.errors.map(({ pointer, code }) => `${pointer} ${code}`),
      [error],
    );
  });
}

test('without an edge for a camera that will not do, a person looks at it', () => {
  const run = runOf(cameraGraph, created, opened, submitted('form', 1, { camera: null }));
  assert.equal(run.state, 'in_review');
});

test('a form that requires a camera has the outcome and the field for it, and no question of that name', () => {
  const config = { title: { en: 'Camera' }, fields: [], requiresCamera: { width: 1, height: 1 } };
  const bound = findNodeType('form')?.bind(config);
  assert.ok(bound?.ok);
  assert.ok(bound.value.outcomes.some(({ name }) => name === 'low_resolution'));
  assert.deepEqual(
    bound.value.fields.map(({ name }) => name),
    ['camera'],
  );
  const taken = findNodeType('form')?.bind({ ...config, fields: [{ name: 'camera', type: 'text', label }] });
  assert.deepEqual(taken?.ok === false && taken.error.map(({ pointer }) => pointer), ['/fields']);
});

const text = { type: 'text', label };
const configs: readonly [guarantee: string, fields: readonly object[], pointer: string][] = [
  [
    'two fields with one name',
    [
      { ...text, name: 'a' },
      { ...text, name: 'a' },
    ],
    '/fields',
  ],
  ['a name that would reach a prototype', [{ ...text, name: '__proto__' }], '/fields/0/name'],
  ['a field without a label', [{ type: 'text', name: 'a' }], '/fields/0/label'],
  ['a rule of another type', [{ ...text, name: 'a', minimum: 3 }], '/fields/0/minimum'],
  ['a pattern of the author', [{ ...text, name: 'a', pattern: '(a+)+$' }], '/fields/0/pattern'],
  ['lengths that exclude each other', [{ ...text, name: 'a', minLength: 5, maxLength: 4 }], '/fields/0'],
  ['bounds that exclude each other', [{ type: 'number', label, name: 'a', minimum: 2, maximum: 1 }], '/fields/0'],
  ['a select without options', [{ type: 'select', label, name: 'a', options: [] }], '/fields/0/options'],
  [
    'two options with one value',
    [
      {
        type: 'select',
        label,
        name: 'a',
        options: [
          { value: 'x', label },
          { value: 'x', label },
        ],
      },
    ],
    '/fields/0/options',
  ],
  ['a date rule that is none', [{ type: 'date', label, name: 'a', latest: 'tomorrow' }], '/fields/0/latest'],
  ['html that is too long', [{ type: 'html', name: 'a', html: { en: 'x'.repeat(20_001) } }], '/fields/0/html/en'],
  [
    'a social security number to start with',
    [{ type: 'ssn', label, name: 'a', prefill: 'entity.ssn' }],
    '/fields/0/prefill',
  ],
  ['a prefill that is no reference', [{ ...text, name: 'a', prefill: 'entity' }], '/fields/0/prefill'],
];

for (const [guarantee, wrongFields, pointer] of configs) {
  test(`a form's config refuses ${guarantee}`, () => {
    const bound = findNodeType('form')?.bind({ title: { en: 'Form' }, fields: wrongFields });
    assert.ok(bound && !bound.ok);
    assert.deepEqual(
      bound.error.map((error) => error.pointer),
      [pointer],
    );
  });
}

const moreGraph = (keepsMore: boolean) =>
  graphOf({ id: 'form', config: { title: { en: 'T' }, fields: [{ name: 'name', type: 'text', label }], keepsMore } });

test('a form that keeps more keeps texts, numbers and switches that no field asks for', () => {
  const input = { name: 'Ada', country: 'US', count: 2, agreed: true };
  const run = runOf(moreGraph(true), created, opened, submitted('form', 1, input));
  assert.deepEqual(run.results.form?.fields, input);
});

for (const [what, more] of [
  ['an object', { country: {} }],
  ['a long text', { country: 'x'.repeat(1_001) }],
  ['more than fifty members', Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`m${index}`, 1]))],
] as const) {
  test(`a form that keeps more refuses ${what}`, () => {
    const begun = runOf(moreGraph(true), created, opened);
    const refused = advance(moreGraph(true), begun, submitted('form', 1, { name: 'Ada', ...more }));
    assert.ok(!refused.ok && refused.error.code === 'input_invalid');
  });
}

test('a form that does not keep more names the member that it does not know', () => {
  const begun = runOf(moreGraph(false), created, opened);
  const refused = advance(moreGraph(false), begun, submitted('form', 1, { name: 'Ada', country: 'US' }));
  assert.ok(!refused.ok && refused.error.code === 'input_invalid');
  assert.deepEqual(
    refused.error.errors.map(({ pointer, code }) => [pointer, code]),
    [['/country', 'unknown_field']],
  );
});
