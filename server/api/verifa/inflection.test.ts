import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { deflect, inflect } from './inflection.ts';

const schema = z.object({
  session_id: z.string(),
  node_results: z.record(
    z.string(),
    z.object({ duration_ms: z.int().nullable(), config: z.record(z.string(), z.json()) }),
  ),
  listed_items: z.array(z.object({ is_active: z.boolean() })).optional(),
  last_page: z.object({ page_size: z.int() }).nullable(),
});

const value = {
  session_id: 'snake_value',
  node_results: { my_node: { duration_ms: 1, config: { some_key: { other_key: 1 }, 'a-b': 2 } } },
  listed_items: [{ is_active: true }],
  last_page: { page_size: 2 },
};

describe('keys of an answer', () => {
  const config = { some_key: { other_key: 1 }, 'a-b': 2 };
  const cases = [
    ['snake', value],
    [
      'camel',
      {
        sessionId: 'snake_value',
        nodeResults: { my_node: { durationMs: 1, config } },
        listedItems: [{ isActive: true }],
        lastPage: { pageSize: 2 },
      },
    ],
    [
      'kebab',
      {
        'session-id': 'snake_value',
        'node-results': { my_node: { 'duration-ms': 1, config } },
        'listed-items': [{ 'is-active': true }],
        'last-page': { 'page-size': 2 },
      },
    ],
  ] as const;
  for (const [inflection, expected] of cases) {
    it(`are written in ${inflection}, those of free-form maps as they are`, () =>
      assert.deepEqual(inflect(schema, value, inflection), expected));
    it(`are read in ${inflection}, those of free-form maps as they are`, () =>
      assert.deepEqual(deflect(schema, expected), value));
  }

  it('that are missing or null stay so', () =>
    assert.deepEqual(inflect(schema, { last_page: null }, 'camel'), { lastPage: null }));
});

describe('keys of a request', () => {
  const cases: readonly (readonly [what: string, given: unknown, read: unknown])[] = [
    [
      'the schema’s own counts where both forms come',
      { session_id: 'a', sessionId: 'b' },
      { session_id: 'a', sessionId: 'b' },
    ],
    ['what the schema does not know stays', { someThing: { innerKey: 1 } }, { someThing: { innerKey: 1 } }],
    ['what is no object stays', [1], [1]],
    ['nothing stays nothing', undefined, undefined],
    [
      'names of the prototype are no members of the schema',
      { constructor: 1, toString: 2 },
      { constructor: 1, toString: 2 },
    ],
  ];
  for (const [what, given, read] of cases) it(what, () => assert.deepEqual(deflect(schema, given), read));
});
