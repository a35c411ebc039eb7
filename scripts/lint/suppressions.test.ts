import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatFinding } from './finding.ts';
import { readRepositorySources } from './repository-sources.ts';
import { parseSource } from './source-file.ts';
import { findSuppressions } from './suppressions.ts';

const cases: readonly { readonly text: string; readonly found: number }[] = [
  { text: '// @ts-expect-error\nf();', found: 1 },
  { text: '// @ts-expect-error: no\nf();', found: 1 },
  { text: '// @ts-expect-error the published types lack this option\nf();', found: 0 },
  { text: '// @ts-ignore the published types lack this option\nf();', found: 1 },
  { text: '// @ts-nocheck\nf();', found: 1 },
  { text: '// biome-ignore lint/suspicious/noExplicitAny\nf();', found: 1 },
  { text: '// biome-ignore lint/suspicious/noExplicitAny: why\nf();', found: 1 },
  { text: '// biome-ignore lint/suspicious/noExplicitAny: the library hands out any here\nf();', found: 0 },
  { text: 'const a = b as unknown as string;', found: 1 },
  { text: 'const a = (b as unknown) as string;', found: 1 },
  { text: 'const a = b as unknown;', found: 0 },
  { text: "const a = 'b as unknown as string'; // b as unknown as string", found: 0 },
];

for (const { text, found } of cases) {
  test(`${found === 0 ? 'accepts' : 'refuses'}: ${text.replaceAll('\n', ' ')}`, () => {
    assert.equal(findSuppressions(parseSource('a.ts', text)).length, found);
  });
}

test('the repository explains its suppressions', () => {
  assert.deepEqual(readRepositorySources().flatMap(findSuppressions).map(formatFinding), []);
});
