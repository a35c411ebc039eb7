import assert from 'node:assert/strict';
import { test } from 'node:test';
import { live, sequence } from '@gatehouse/core/workflow/test/arbitrary.ts';
import fc from 'fast-check';
import { findRefusal } from '../../../domain/workflow/find-refusal.ts';
import { compileDocument } from './compile.ts';
import { documentBody, handlerKeys, workflowDocument } from './document.ts';
import { findExcess } from './find-excess.ts';
import { nodeIdsOf } from './node-ids.ts';
import { vendorNodeTypes } from './node-type.ts';

/*
 * Random documents: whatever the schema lets pass, with ids that are none of ours, ids twice, handlers that lead nowhere,
 * and members that nobody knows.
 */

const anyId = fc.constantFrom('a', 'b', 'c', 'd', 'n0', 'constructor', 'größe', 'step 1', '_x', 'x'.repeat(70));
const sometimes = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined, freq: 3 });
const flag = fc.constantFrom(true, false, 'true', 'false', null);
const words = fc.oneof(fc.string(), fc.constantFrom('', 'Next &amp; on', '<b>x</b>', '{"a":1}', '.a{color:red}'));
const html = fc.constantFrom(
  '',
  '<p>Hello</p>',
  '<p>{mine}{form-buttons-placeholder}</p>',
  '{placeholder_for_summary}{placeholder_for_qrcode}{form-ssn-element}',
);
const part = fc.record({ type: fc.constant('html'), html });
const field = fc.record(
  {
    type: fc.constantFrom('html', 'text', 'email', 'date', 'checkbox', 'ssn', 'slider', null),
    name: fc.constantFrom('name', 'first-name', 'camera', 'constructor', '', 'f0', 'ssn'),
    label: words,
    html,
    required: flag,
    placeholder: words,
    tooltip: words,
    replaceWithInHtml: fc.constantFrom('{mine}', '', '<', null),
  },
  { requiredKeys: [] },
);
const handlers = Object.fromEntries(
  handlerKeys.map((key) => [key, sometimes(fc.oneof({ weight: 9, arbitrary: anyId }, fc.constantFrom('', 'gone')))]),
);
const node = fc
  .record({
    id: fc.oneof({ weight: 9, arbitrary: anyId }, fc.constantFrom(null, undefined)),
    type: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...vendorNodeTypes) }, fc.constantFrom('otp', null)),
    name: sometimes(words),
    fields: sometimes(fc.array(field, { maxLength: 4 })),
    config: sometimes(fc.record({ js_code: fc.constantFrom('next = "a"; return { next };', 'return 1;', '') })),
    header: sometimes(part),
    footer: sometimes(part),
    styleSheet: sometimes(words),
    purpose: sometimes(fc.constantFrom('auth', 'enroll', 'else')),
    on_next_button_label: sometimes(words),
    is_terminal_node: sometimes(flag),
    return_summary: sometimes(flag),
    check_resolution: sometimes(flag),
    min_resolution_width: sometimes(fc.oneof(fc.integer(), fc.constantFrom('1080', null))),
    min_resolution_height: sometimes(fc.double({ noNaN: true, noDefaultInfinity: true })),
    unknown: sometimes(fc.jsonValue()),
    ...handlers,
  })
  .map((made) => JSON.parse(JSON.stringify(made)));

const document = fc
  .record({
    name: sometimes(fc.string({ maxLength: 50 })),
    nodes: sometimes(fc.array(node, { maxLength: 8 })),
    header: sometimes(part),
    styleSheet: sometimes(words),
    isPublished: sometimes(flag),
    canvasData: sometimes(fc.dictionary(fc.string(), fc.jsonValue())),
    unknown: sometimes(fc.jsonValue()),
  })
  .map((made) => JSON.parse(JSON.stringify(made)))
  // One without any member is refused: what was meant by it cannot be known.
  .filter((made) => Object.keys(made).length > 0);

/** The same with what keeps most of them from being published taken away. */
const tidy = document.map((drawn) => {
  const nodes: readonly Readonly<Record<string, unknown>>[] = drawn.nodes ?? [{}];
  const named = nodes.map((one, index) => ({ ...one, id: one.id ?? `n${index}`, type: one.type ?? 'form' }));
  const known = [...new Map(named.map((one) => [one.id, one])).values()].filter(({ type }) => type !== 'otp');
  const ids = known.map(({ id }) => id);
  const connected = known.map((one) => ({
    ...one,
    config: { js_code: 'next = "a"; return { next };' },
    ...Object.fromEntries(handlerKeys.map((key, index) => [key, index < 4 ? ids[(index * 7) % ids.length] : ''])),
  }));
  return { ...drawn, nodes: connected.length > 0 ? connected : [{ id: 'a', type: 'form' }] };
});

const runs = { numRuns: 600 };

test('any document is taken, comes back as it was, and compiles to a graph that a run can walk', () => {
  let walked = 0;
  fc.assert(
    fc.property(fc.oneof(document, tidy), sequence, (sent, happenings) => {
      const taken = documentBody.parse(sent);
      assert.equal(JSON.stringify(taken), JSON.stringify(sent));
      const { graph } = compileDocument(workflowDocument.parse(taken));
      assert.deepEqual(compileDocument(workflowDocument.parse(taken)).graph, graph);
      const { advances } = live(graph, happenings);
      walked += advances.filter(({ after }) => after.conclusions.length > 0).length;
    }),
    runs,
  );
  assert.ok(walked > 60, `Only ${walked} steps were concluded.`);
});

test('a document without problems can be published, whatever it holds', () => {
  let published = 0;
  fc.assert(
    fc.property(fc.oneof(document, tidy), (sent) => {
      const parsed = workflowDocument.parse(sent);
      assert.deepEqual(findExcess(parsed), []);
      const { graph, problems } = compileDocument(parsed);
      if (problems.length > 0) return;
      published += 1;
      assert.equal(findRefusal(graph, { isCompiled: true }), undefined);
    }),
    runs,
  );
  assert.ok(published > 100, `Only ${published} documents had no problem.`);
});

test('ids lead to nodes and back', () => {
  fc.assert(
    fc.property(document, (sent) => {
      const parsed = workflowDocument.parse(sent);
      const ids = nodeIdsOf(parsed);
      const { graph } = compileDocument(parsed);
      for (const [index, { id }] of (parsed.nodes ?? []).entries()) {
        const own = graph.nodes[index]?.id ?? '';
        if (id) assert.deepEqual([ids.toNode(id), ids.toVendor(own)], [own, id]);
        else assert.equal(ids.toVendor(own), own);
      }
    }),
    runs,
  );
});
