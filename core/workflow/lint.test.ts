import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPublishable, lint } from './lint.ts';
import { graphOf, type NodeSketch } from './test/graph.ts';

const approved = (id = 'end'): NodeSketch => ({ id, type: 'end', config: { decision: 'approved' } });
const review = (id = 'review'): NodeSketch => ({ id, type: 'end', config: { decision: 'needs_review' } });
const neutral = (id = 'end'): NodeSketch => ({ id, type: 'end', config: { decision: 'none' } });
const form = (id: string, next: string, prefill?: string): NodeSketch => ({
  id,
  config: {
    title: { en: 'Form' },
    fields: [{ name: 'name', type: 'text', label: { en: 'Name' }, ...(prefill !== undefined && { prefill }) }],
  },
  on: { next },
});
const rule = (id: string, field: string, on: object): NodeSketch => ({
  id,
  type: 'condition',
  config: { cases: [{ outcome: 'yes', when: { field, is: 'exists' } }] },
  on,
});
const html = (text: string): NodeSketch => ({
  id: 'form',
  config: { title: { en: 'Form' }, fields: [{ name: 'note', type: 'html', html: { en: text } }] },
  on: { next: 'end' },
});
const design = (body: string): NodeSketch => ({
  id: 'end',
  type: 'end',
  config: { decision: 'none', design: { body } },
});

test('the journey form, document, condition, end has no finding', () => {
  const journey = graphOf(
    form('form', 'doc', 'entity.name'),
    {
      id: 'doc',
      type: 'document',
      on: { success: 'rule', unresolved: 'review', back: 'form' },
      config: { expected: { name: 'nodes.form.name' } },
    },
    rule('rule', 'nodes.doc.nameMatches', { yes: 'end', default: 'review' }),
    approved(),
    review(),
  );
  assert.deepEqual(lint(journey), []);
});

type Row = readonly [guarantee: string, nodes: readonly NodeSketch[], expected: readonly string[]];

/** Each finding as `code node pointer`. */
const table: readonly Row[] = [
  ['two nodes with one id', [form('form', 'end'), neutral(), neutral()], ['node_id_duplicate end /nodes/2/id']],
  [
    'an edge to a node that is not there',
    [{ ...form('form', 'end'), on: { next: 'end', back: 'gone' } }, neutral()],
    ['edge_to_missing_node form /nodes/0/on/back'],
  ],
  [
    'an edge of an outcome that the type does not have',
    [{ ...form('form', 'end'), on: { next: 'end', success: 'end' } }, neutral()],
    ['edge_of_unknown_outcome form /nodes/0/on/success'],
  ],
  [
    'a case of a condition without an edge',
    [rule('rule', 'entity.name', { default: 'end' }), neutral()],
    ['outcome_without_edge rule /nodes/0/on'],
  ],
  [
    'a condition without its default',
    [rule('rule', 'entity.name', { yes: 'end' }), neutral()],
    ['outcome_without_edge rule /nodes/0/on'],
  ],
  [
    'an unknown node type',
    [{ id: 'a', type: 'mystery', on: { next: 'end' } }, neutral()],
    ['node_type_unknown a /nodes/0/type'],
  ],
  [
    'a config that does not fit, with the place in it',
    [
      { id: 'a', config: { title: { en: 'A' }, fields: [{ name: 'x', type: 'colour' }] }, on: { next: 'end' } },
      neutral(),
    ],
    ['config_invalid a /nodes/0/config/fields/0/type'],
  ],
  [
    'a node that nothing leads to',
    [form('form', 'end'), neutral(), form('island', 'end')],
    ['node_unreachable island /nodes/2'],
  ],
  [
    'nodes that lead to no end',
    [form('a', 'b'), form('b', 'a')],
    ['node_without_way_to_end a /nodes/0/on', 'node_without_way_to_end b /nodes/1/on'],
  ],
  [
    'a circle in which nobody acts, once, however long it is',
    [rule('a', 'entity.x', { yes: 'end', default: 'b' }), rule('b', 'entity.x', { yes: 'a', default: 'b' }), neutral()],
    ['loop_without_pause a /nodes/0/on'],
  ],
  [
    'a step that is to be tried again when it was tried too often',
    [{ id: 'doc', type: 'document', on: { success: 'end', unresolved: 'doc' } }, neutral()],
    ['loop_without_pause doc /nodes/0/on'],
  ],
  [
    'a circle through a person is fine',
    [rule('a', 'nodes.form.name', { yes: 'end', default: 'form' }), form('form', 'a'), neutral()],
    ['data_sometimes_missing a /nodes/0/config/cases/0/when/field'],
  ],
  [
    'a reference to a node that is not there',
    [rule('a', 'nodes.gone.name', { yes: 'end', default: 'end' }), neutral()],
    ['reference_to_unknown_node a /nodes/0/config/cases/0/when/field'],
  ],
  [
    'a reference to a field that the node does not have',
    [form('form', 'a'), rule('a', 'nodes.form.constructor', { yes: 'end', default: 'end' }), neutral()],
    ['reference_to_unknown_field a /nodes/1/config/cases/0/when/field'],
  ],
  [
    'data that is captured only later',
    [rule('a', 'nodes.form.name', { yes: 'form', default: 'form' }), form('form', 'end'), neutral()],
    ['data_never_captured a /nodes/0/config/cases/0/when/field'],
  ],
  [
    'data that only the way back would bring',
    [form('a', 'b', 'nodes.b.name'), { ...form('b', 'end'), on: { next: 'end', back: 'a' } }, neutral()],
    ['data_never_captured a /nodes/0/config/fields/0/prefill'],
  ],
  [
    'data that the node itself would bring',
    [form('a', 'end', 'nodes.a.name'), neutral()],
    ['data_never_captured a /nodes/0/config/fields/0/prefill'],
  ],
  [
    'a social security number that another form would show',
    [
      {
        id: 'asks',
        config: { title: { en: 'A' }, fields: [{ name: 'number', type: 'ssn', label: { en: 'Number' } }] },
        on: { next: 'form' },
      },
      form('form', 'end', 'nodes.asks.number'),
      neutral(),
    ],
    ['secret_shown form /nodes/1/config/fields/0/prefill'],
  ],
  [
    'an approval although the photo was too small to be checked',
    [
      {
        id: 'doc',
        type: 'document',
        config: { minResolution: { width: 1, height: 1 } },
        on: { success: 'end', low_resolution: 'end' },
      },
      approved(),
    ],
    ['approved_without_check end /nodes/1'],
  ],
  [
    'low_resolution of a node that asks for none',
    [{ id: 'face', type: 'selfie', on: { success: 'end', low_resolution: 'end' } }, neutral()],
    ['edge_of_unknown_outcome face /nodes/0/on/low_resolution'],
  ],
  [
    'a design that the page shows as it is',
    [
      design(
        '<div class="a" style="color: red"><img src="data:image/png;base64,AA"><slot name="buttons"></slot></div>',
      ),
    ],
    [],
  ],
  [
    'a design of which something is lost',
    [design('<form action="/x"><img src="http://example.org/a.png"></form>')],
    ['html_will_be_cleaned end /nodes/0/config/design/body'],
  ],
  [
    'data that one of two ways captures is a warning',
    [
      rule('split', 'entity.x', { yes: 'form', default: 'late' }),
      form('form', 'late'),
      form('late', 'end', 'nodes.form.name'),
      neutral(),
    ],
    ['data_sometimes_missing late /nodes/2/config/fields/0/prefill'],
  ],
  [
    'data that both ways capture is fine, and so is a loop back to its user',
    [
      rule('split', 'entity.x', { yes: 'one', default: 'one' }),
      form('one', 'two'),
      { ...form('two', 'end', 'nodes.one.name'), on: { next: 'end', back: 'one' } },
      neutral(),
    ],
    [],
  ],
  ['an approval without a check', [form('form', 'end'), approved()], ['approved_without_check end /nodes/1']],
  [
    'an approval past the check, on one of two ways',
    [
      rule('split', 'entity.x', { yes: 'doc', default: 'end' }),
      { id: 'doc', type: 'document', on: { success: 'end' } },
      approved(),
    ],
    ['approved_without_check end /nodes/2'],
  ],
  [
    'an approval although the check came to nothing',
    [{ id: 'doc', type: 'document', on: { success: 'end', error: 'form' } }, form('form', 'end'), approved()],
    ['approved_without_check end /nodes/2'],
  ],
  ['an approval behind the check is fine', [{ id: 'doc', type: 'document', on: { success: 'end' } }, approved()], []],
  [
    'html that the page shows as it is',
    [html('<p lang="de">Hallo <a href="https://example.org">da</a></p>'), neutral()],
    [],
  ],
  [
    'html that the page will not show',
    [html('<p onclick="x()">a</p><img src=x><a href="javascript:alert(1)">b</a>'), neutral()],
    ['html_will_be_cleaned form /nodes/0/config/fields/0/html/en'],
  ],
];

for (const [guarantee, nodes, expected] of table) {
  test(`lint: ${guarantee}`, () => {
    const findings = lint(graphOf(...nodes));
    assert.deepEqual(
      findings.map(({ code, node, pointer }) => `${code} ${node} ${pointer}`),
      expected,
    );
    for (const { sentence } of findings) assert.match(sentence, /^\S.*\.$/);
  });
}

test('lint: a graph without an entry, or with an unknown one, says only that', () => {
  const { nodes } = graphOf(form('form', 'end'), neutral());
  for (const [entry, code] of [
    ['', 'entry_missing'],
    ['gone', 'entry_unknown'],
  ] as const) {
    assert.deepEqual(
      lint({ entry, nodes }).map((finding) => [finding.code, finding.node, finding.pointer]),
      [[code, null, '/entry']],
    );
  }
});

test('lint: the html finding names what is lost, each once', () => {
  const [finding] = lint(graphOf(html('<script>1</script><IMG onerror=x><b style="x">y</b>'), neutral()));
  assert.match(finding?.sentence ?? '', /: <script>, <img>, style\.$/);
});

test('a graph with a warning alone may be published, with an error it may not', () => {
  assert.equal(isPublishable(lint(graphOf(form('form', 'end'), neutral(), form('island', 'end')))), true);
  assert.equal(isPublishable(lint(graphOf(form('form', 'end'), approved()))), false);
});

// Were the work quadratic in the references, the run would not end.
test('lint: two thousand references in five hundred nodes', () => {
  const nodes = Array.from({ length: 499 }, (_, index) => ({
    ...rule(`n${index}`, 'entity.x', { yes: `n${index + 1}`, default: `n${index + 1}` }),
    config: {
      cases: Array.from({ length: 4 }, (_, other) => ({
        outcome: 'yes',
        when: { field: `nodes.n${(index * 7 + other) % 499}.case`, is: 'exists' },
      })),
    },
  }));
  const findings = lint(graphOf(...nodes, neutral('n499')));
  assert.ok(findings.length > 0);
});
