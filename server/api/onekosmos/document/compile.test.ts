import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { JsonObject } from '@gatehouse/core/json.ts';
import type { GraphNode } from '@gatehouse/core/workflow/graph.ts';
import { lint } from '@gatehouse/core/workflow/lint.ts';
import { compileDocument } from './compile.ts';
import { workflowDocument } from './document.ts';

const compile = (document: JsonObject) => compileDocument(workflowDocument.parse(document)).graph;

/** The first of the nodes, as it is compiled beside some others that handlers may name. */
const compiled = (node: JsonObject, members: JsonObject = {}): GraphNode => {
  const others = ['b', 'c', 'd', 'e'].map((id) => ({ type: 'form', id }));
  const [first] = compile({ nodes: [{ id: 'a', ...node }, ...others], ...members }).nodes;
  assert.ok(first);
  return first;
};

const configOf = (node: JsonObject, members: JsonObject = {}): JsonObject =>
  JSON.parse(JSON.stringify(compiled(node, members).config));

const html = (text: string): JsonObject => ({ type: 'html', html: text });

describe('a node’s type', () => {
  const types: readonly (readonly [vendor: string, core: string])[] = [
    ['form', 'form'],
    ['js', 'script'],
    ['selfie_capture', 'selfie'],
    ['liveid_capture', 'selfie'],
    ['photo_id_capture', 'document'],
    ['ssn_capture', 'form'],
    ['qr_for_device_handoff', 'handoff'],
    ['system', 'condition'],
    ['otp', 'unfinished'],
  ];
  for (const [vendor, core] of types) {
    test(`${vendor} is our ${core}`, () => assert.equal(compiled({ type: vendor }).type, core));
  }
  test('that is missing is none that could be run', () => assert.equal(compiled({}).type, 'unfinished'));
});

describe('handlers', () => {
  const cases: readonly (readonly [what: string, node: JsonObject, on: Readonly<Record<string, string>>])[] = [
    ['of a form', { type: 'form', on_next: 'b', on_back: 'c', on_error: 'd' }, { next: 'b', back: 'c', error: 'd' }],
    ['of a form that has on_success alone', { type: 'form', on_success: 'b' }, { next: 'b' }],
    ['of a form that fails', { type: 'form', on_next: 'b', on_fail: 'c' }, { next: 'b', unresolved: 'c' }],
    ['that are empty', { type: 'form', on_next: '', on_back: ' ', on_error: null }, {}],
    ['of a script', { type: 'js', on_success: 'b', on_fail: 'c', on_error: 'd' }, { next: 'b', fail: 'c', error: 'd' }],
    [
      'of a selfie',
      { type: 'selfie_capture', on_success: 'b', on_fail: 'c', on_error: 'd', on_check_resolution_fail: 'e' },
      { success: 'b', fail: 'c', error: 'd' },
    ],
    [
      'of a selfie that checks the resolution',
      { type: 'liveid_capture', on_success: 'b', on_fail: 'c', check_resolution: true, on_check_resolution_fail: 'e' },
      { success: 'b', fail: 'c', low_resolution: 'e' },
    ],
    [
      'of a document whose resolution has no handler of its own',
      { type: 'photo_id_capture', on_success: 'b', on_fail: 'c', check_resolution: 'true' },
      { success: 'b', fail: 'c', low_resolution: 'c' },
    ],
    ['of a hand-over', { type: 'qr_for_device_handoff', on_next: 'b', on_error: 'd' }, { next: 'b', error: 'd' }],
    ['of a hand-over that leads nowhere', { type: 'qr_for_device_handoff', on_error: 'd' }, { error: 'd' }],
    ['of a system node', { type: 'system', on_success: 'b', on_error: 'd' }, { default: 'b', error: 'd' }],
    ['of a number', { type: 'ssn_capture', on_success: 'b', on_fail: 'c' }, { next: 'b', unresolved: 'c' }],
  ];
  for (const [what, node, on] of cases) test(what, () => assert.deepEqual({ ...compiled(node).on }, on));

  test('that name no node are kept, so that it shows', () => {
    assert.deepEqual({ ...compiled({ type: 'form', on_next: 'gone' }).on }, { next: 'gone' });
  });
});

describe('a resolution', () => {
  const check = { type: 'photo_id_capture', check_resolution: true, on_check_resolution_fail: 'b' };
  const cases: readonly (readonly [what: string, node: JsonObject, expected: unknown])[] = [
    ['has the usual size', check, { width: 1920, height: 1080 }],
    [
      'has its own size',
      { ...check, min_resolution_width: 640, min_resolution_height: '480' },
      { width: 640, height: 480 },
    ],
    ['of nothing has the usual size', { ...check, min_resolution_width: 0 }, { width: 1920, height: 1080 }],
    ['is at most as large as pictures are', { ...check, min_resolution_width: 1e9 }, { width: 20_000, height: 1080 }],
    ['is not checked unless it is switched on', { ...check, check_resolution: false }, undefined],
    ['is not checked where nothing follows', { ...check, on_check_resolution_fail: '' }, undefined],
  ];
  for (const [what, node, expected] of cases) {
    test(what, () => assert.deepEqual(configOf(node).minResolution, expected));
  }
  test('of a form is that of the camera', () => {
    assert.deepEqual(configOf({ ...check, type: 'form' }).requiresCamera, { width: 1920, height: 1080 });
  });
});

describe('a form', () => {
  test('asks what its fields ask, filled with what is known by the same names', () => {
    const fields = [
      { type: 'text', name: 'city', label: 'City:', required: 'true', tooltip: 'Where you live', placeholder: 'Ulm' },
      { type: 'email', name: 'mail', placeholder: 'you@example.com' },
      { type: 'date', name: 'born', label: 'Born &amp; bred', required: true },
      { type: 'checkbox', name: 'agrees', label: '<b>Yes</b>' },
      { type: 'ssn', name: 'ssn', label: 'Number', required: false },
      { type: 'slider', name: 'mood', label: 'Mood' },
    ];
    const known = (name: string) => ({ prefill: `prefill.${name}` });
    assert.deepEqual(configOf({ type: 'form', name: 'About', fields }).fields, [
      {
        type: 'text',
        name: 'city',
        label: { en: 'City:' },
        required: true,
        help: { en: 'Where you live' },
        ...known('city'),
      },
      {
        type: 'email',
        name: 'mail',
        label: { en: 'mail' },
        required: false,
        help: { en: 'you@example.com' },
        ...known('mail'),
      },
      { type: 'date', name: 'born', label: { en: 'Born & bred' }, required: true, ...known('born') },
      { type: 'checkbox', name: 'agrees', label: { en: 'Yes' }, required: false, ...known('agrees') },
      { type: 'ssn', name: 'ssn', label: { en: 'Number' }, required: false },
      { type: 'text', name: 'mood', label: { en: 'Mood' }, required: false, ...known('mood') },
    ]);
  });

  test('has its buttons called as it says, in words and not in html', () => {
    const labels = { on_next_button_label: 'I Agree &amp; Continue', on_back_button_label: '&lsaquo;Back&#33;' };
    const { nextLabel, backLabel } = configOf({ type: 'form', ...labels });
    assert.deepEqual([nextLabel, backLabel], [{ en: 'I Agree & Continue' }, { en: '&lsaquo;Back!' }]);
  });

  const bodies: readonly (readonly [what: string, fields: readonly JsonObject[], body: string | undefined])[] = [
    ['without html has no body', [{ type: 'text', name: 'a' }], undefined],
    [
      'has the vendor’s places replaced by ours',
      [html('<p>{form-buttons-placeholder}{placeholder_for_qrcode}</p>{placeholder_for_summary}')],
      '<p><slot name="buttons"></slot><slot name="qr"></slot></p><slot name="summary"></slot>',
    ],
    [
      'has each question at its place',
      [html('<i>{mine}</i>{form-buttons-placeholder}'), { type: 'text', name: 'a', replaceWithInHtml: '{mine}' }],
      '<i><slot name="field:a"></slot></i><slot name="buttons"></slot>',
    ],
    [
      'has a question without a place above the buttons, in order',
      [html('<b>{form-buttons-placeholder}</b>'), { type: 'text', name: 'a' }, { type: 'text', name: 'b' }],
      '<b><slot name="field:a"></slot><slot name="field:b"></slot><slot name="buttons"></slot></b>',
    ],
    [
      'has questions between its html where there are no buttons',
      [html('<p>1</p>'), { type: 'text', name: 'a' }, html('<p>2</p>')],
      '<p>1</p><slot name="field:a"></slot><p>2</p>',
    ],
    [
      'has the number where the vendor puts it',
      [html('<p>{form-ssn-element}</p>'), { type: 'ssn', name: 'ssn' }],
      '<p><slot name="field:ssn"></slot></p>',
    ],
  ];
  for (const [what, fields, body] of bodies) {
    test(what, () => assert.deepEqual(Object(configOf({ type: 'form', fields }).design).body, body));
  }

  test('has answers of names of its own where the vendor’s are none of ours', () => {
    const fields = ['first-name', 'camera', 'ok', 'ok', '', 'f0'].map((name) => ({ type: 'text', name }));
    const names = [configOf({ type: 'form', fields }).fields].flat().map((field) => Object(field).name);
    assert.deepEqual(names, ['f0_', 'f1', 'ok', 'f3', 'f4', 'f0']);
  });

  test('of a number asks for it although no field says so', () => {
    assert.deepEqual(configOf({ type: 'ssn_capture' }).fields, [
      { type: 'ssn', name: 'ssn', label: { en: 'Social security number' }, required: true },
    ]);
  });
});

describe('a design', () => {
  const shared = { header: html('<i>{form-buttons-placeholder}</i>'), footer: html('<u>f</u>'), styleSheet: '.a{}' };
  const header = '<i><slot name="buttons"></slot></i>';
  const cases: readonly (readonly [what: string, node: JsonObject, members: JsonObject, design: unknown])[] = [
    ['is none where nothing is designed', { type: 'selfie_capture' }, {}, undefined],
    [
      'is the document’s',
      { type: 'selfie_capture' },
      shared,
      { header, footer: '<u>f</u>', styleSheet: 'body{margin:0}\n.a{}' },
    ],
    [
      'is the node’s own where it has one',
      { type: 'photo_id_capture', header: html('<b>own</b>'), footer: html(''), styleSheet: '.b{}' },
      shared,
      { header: '<b>own</b>', footer: '<u>f</u>', styleSheet: 'body{margin:0}\n.a{}\n.b{}' },
    ],
    ['leaves a style sheet of JSON out', { type: 'selfie_capture' }, { styleSheet: '{}' }, undefined],
    ['leaves a longer one of JSON out too', { type: 'selfie_capture' }, { styleSheet: '{"a": 1}' }, undefined],
    [
      'has the body of a hand-over',
      { type: 'qr_for_device_handoff', fields: [html('<p>{placeholder_for_qrcode}</p>')] },
      {},
      { body: '<p><slot name="qr"></slot></p>' },
    ],
  ];
  for (const [what, node, members, design] of cases) {
    test(what, () => assert.deepEqual(configOf(node, members).design, design));
  }
});

describe('a terminal node', () => {
  test('is an end with its page, whatever follows it', () => {
    const node = { type: 'form', is_terminal_node: true, fields: [html('<p>Bye</p>')], on_next: 'b', on_error: 'c' };
    const { type, on, config } = compiled(node);
    assert.deepEqual([type, { ...on }], ['end', {}]);
    assert.deepEqual(config, { decision: 'none', showsSummary: false, design: { body: '<p>Bye</p>' } });
  });

  test('shows the summary where it says so', () => {
    assert.equal(configOf({ type: 'form', is_terminal_node: 'true', return_summary: true }).showsSummary, true);
  });

  test('that asks something asks it, and ends then', () => {
    const node = { type: 'form', is_terminal_node: true, fields: [{ type: 'text', name: 'x' }], on_next: 'b' };
    assert.deepEqual([compiled(node).type, { ...compiled(node).on }], ['form', {}]);
  });

  test('that runs code runs it, and ends then', () => {
    const node = {
      type: 'js',
      is_terminal_node: true,
      config: { js_code: 'return 1;' },
      on_success: 'b',
      on_fail: 'c',
    };
    assert.deepEqual([compiled(node).type, compiled(node).on.fail, compiled(node).on.next], ['script', 'c', undefined]);
  });
});

describe('code', () => {
  test('is the body of a function that may lead to any node where on_success is not connected', () => {
    const { config, on } = compiled({ type: 'js', config: { js_code: 'next = "b";' }, on_success: '' });
    assert.equal(config.source, 'next = "b";');
    assert.equal(config.style, 'body');
    const values = ['a', 'b', 'c', 'd', 'e'];
    assert.deepEqual(
      config.branches,
      values.map((value) => ({ value, outcome: `to-${value}` })),
    );
    assert.deepEqual({ ...on }, Object.fromEntries(values.map((value) => [`to-${value}`, value])));
  });

  test('leads nowhere else where on_success is connected', () => {
    const { config, on } = compiled({ type: 'js', config: { js_code: 'return {};' }, on_success: 'b' });
    assert.deepEqual([config.branches, { ...on }], [[], { next: 'b' }]);
  });

  test('knows nodes by the names that the document has for them', () => {
    const long = `n${'x'.repeat(62)}`;
    const code = { type: 'js', id: 'a', config: { js_code: 'return {};' } };
    const { nodes, entry } = compile({ nodes: [{ type: 'form', id: '1 é' }, code, { type: 'form', id: long }] });
    assert.deepEqual([entry, nodes.map(({ id }) => id)], ['n0', ['n0', 'a', long]]);
    assert.deepEqual(nodes[1]?.config.aliases, { '1 é': 'n0' });
    assert.deepEqual({ ...nodes[1]?.on }, { 'to-n0': 'n0', 'to-a': 'a', 'branch-2': long });
  });
});

test('an id that is none of ours does not take the place of one that is', () => {
  const ids = ['n1', 'é', 'n1_', '', 'n3'].map((id) => (id === '' ? {} : { id }));
  const { nodes } = compile({ nodes: ids.map((node) => ({ type: 'form', ...node })) });
  assert.deepEqual(
    nodes.map(({ id }) => id),
    ['n1', 'n1__', 'n1_', 'n3_', 'n3'],
  );
});

test('whole documents compile to graphs whose every node can be used', () => {
  for (const name of ['account-opening', 'employee-badge', 'odd-ids', 'two-step']) {
    const file = join(import.meta.dirname, `../test/documents/${name}.json`);
    const { graph, problems } = compileDocument(workflowDocument.parse(JSON.parse(readFileSync(file, 'utf8')).data));
    assert.deepEqual(problems, []);
    const broken = ['config_invalid', 'edge_of_unknown_outcome', 'edge_to_missing_node', 'node_type_unknown'];
    assert.deepEqual(
      lint(graph).filter(({ code }) => broken.includes(code)),
      [],
      name,
    );
  }
});
