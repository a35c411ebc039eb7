import assert from 'node:assert/strict';
import { test } from 'node:test';
import { currentView, endPage } from '../workflow/current-view.ts';
import { AT, created, graphOf, opened, runOf } from '../workflow/test/graph.ts';
import { findNodeType } from './catalogue.ts';

const design = { header: '<h1>Acme</h1>', body: '<slot name="buttons"></slot>', styleSheet: 'h1 { color: red }' };
const shown = { ...design, footer: null };

const configs: Readonly<Record<string, object>> = {
  form: { title: { en: 'Form' }, fields: [] },
  consent: { title: { en: 'Consent' }, text: { en: 'Yes?' }, textVersion: '1' },
  document: {},
  selfie: {},
  handoff: {},
  end: { decision: 'none' },
};

for (const type of ['form', 'consent', 'document', 'selfie', 'handoff']) {
  const viewOf = (config: object) => {
    const graph = graphOf({ id: 'step', type, config: { ...configs[type], ...config } });
    return currentView(graph, runOf(graph, created, opened), AT, 'de') ?? assert.fail('There is a view.');
  };

  test(`a ${type} is shown with the design and the words of its author, and without where there are none`, () => {
    const backLabel = { en: 'Back', de: 'Zurück' };
    const own = viewOf({ design, backLabel });
    assert.deepEqual([own.design, own.backLabel], [shown, 'Zurück']);
    const plain = viewOf({});
    assert.deepEqual([plain.design, plain.backLabel], [null, null]);
    if ('nextLabel' in plain) {
      assert.equal(plain.nextLabel, null);
      const named = viewOf({ nextLabel: { en: 'Go on' } });
      assert.equal('nextLabel' in named && named.nextLabel, 'Go on');
    }
  });
}

test('an end is shown with its design, and with what was taken in only where its author wants that', () => {
  const pageOf = (config: object) => {
    const graph = graphOf({ id: 'end', type: 'end', config: { decision: 'none', ...config } });
    const run = runOf(graph, created, opened);
    const selfie = {
      type: 'selfie',
      attempt: 1,
      outcome: 'unresolved',
      fields: { picture: 'x' },
      verdict: null,
      at: AT,
    };
    return endPage(graph, { ...run, results: { face: selfie } }, 'en');
  };
  assert.deepEqual(pageOf({}), { message: null, summary: [], design: null });
  const config = { design, showsSummary: true, message: { en: 'Bye' } };
  assert.deepEqual(pageOf(config), { message: 'Bye', summary: ['selfie'], design: shown });
});

test('a run that came to no end has no page of one', () => {
  const graph = graphOf({ id: 'form' });
  assert.deepEqual(endPage(graph, runOf(graph, created, opened), 'en'), { message: null, summary: [], design: null });
});

for (const [type, config] of Object.entries(configs)) {
  test(`the html of a ${type}’s design is named for the lint, and too much of it refused`, () => {
    const bound = findNodeType(type)?.bind({ ...config, design });
    assert.ok(bound?.ok);
    const named = bound.value.htmlTexts.filter(({ isDesign }) => isDesign).map(({ html, pointer }) => [pointer, html]);
    assert.deepEqual(named, [
      ['/design/header', design.header],
      ['/design/body', design.body],
    ]);
    for (const part of ['header', 'body', 'footer', 'styleSheet']) {
      const large = findNodeType(type)?.bind({ ...config, design: { [part]: 'x'.repeat(200_001) } });
      assert.deepEqual(large?.ok === false && large.error.map(({ pointer }) => pointer), [`/design/${part}`]);
    }
  });
}
