import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { describeCatalogue } from './catalogue.ts';
import { catalogueDocument } from './catalogue-document.ts';

test('docs/nodes.md says what the catalogue says', () => {
  const written = readFileSync(join(import.meta.dirname, '../../docs/nodes.md'), 'utf8');
  assert.equal(written, catalogueDocument(), 'Run: npm run generate');
});

test('every member of every config says what it means', () => {
  const schema = z.looseObject({
    properties: z.record(z.string(), z.looseObject({ description: z.string().min(10) })),
  });
  for (const { type, config } of describeCatalogue()) assert.equal(schema.safeParse(config).error, undefined, type);
});
