import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { formatFinding } from './finding.ts';
import { findBrokenLinks } from './links.ts';
import { listRepositoryFiles, repository } from './repository-sources.ts';

const files = new Set(['docs/glossary.md', 'README.md']);

const cases: readonly { readonly text: string; readonly broken: readonly string[] }[] = [
  { text: 'See [words](glossary.md#states), [the start](../README.md) and [us](https://example.org).', broken: [] },
  { text: '![picture](picture.png)', broken: ['picture.png'] },
  { text: '\n[a](gone.md) [b](../glossary.md)', broken: ['gone.md', '../glossary.md'] },
  { text: '`[a](gone.md)` and [here](#below)', broken: [] },
];

for (const { text, broken } of cases) {
  test(`finds ${broken.length} broken links in: ${text.trim()}`, () => {
    const found = findBrokenLinks('docs/a.md', text, (path) => files.has(path));
    assert.deepEqual(
      found.map(({ sentence }) => sentence),
      broken.map((target) => `The link leads to ${target}, which is not there.`),
    );
  });
}

test('every link of the repository’s documents leads somewhere', () => {
  const documents = listRepositoryFiles().filter((path) => path.endsWith('.md'));
  assert.ok(documents.length > 0);
  const found = documents.flatMap((path) =>
    findBrokenLinks(path, readFileSync(join(repository, path), 'utf8'), (target) =>
      existsSync(join(repository, target)),
    ),
  );
  assert.deepEqual(found.map(formatFinding), []);
});
