import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildPages, captureFolder } from '../server/start/pages.ts';
import { silentProgress } from '../server/start/progress.ts';

const MOST_BYTES = 100 * 1024;

/** Files that the browser loads before the first step shows: what the HTML names, and what those scripts import at once. */
const firstFiles = (): string[] => {
  const html = readFileSync(join(captureFolder, 'index.html'), 'utf8');
  const files = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path = '']) => path);
  for (const file of files) {
    const content = readFileSync(join(captureFolder, file), 'utf8');
    for (const [, name = ''] of content.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) files.push(`assets/${name}`);
  }
  return [...new Set(files)];
};

test('the page loads at most 100 KB of script and style, compressed, before the first step shows', async (context) => {
  const built = await buildPages(silentProgress);
  assert.ok(built.ok, built.ok ? '' : built.error);
  const sizes = firstFiles().map((file) => {
    const bytes = gzipSync(readFileSync(join(captureFolder, file)), { level: 9 }).length;
    context.diagnostic(`${file}: ${(bytes / 1024).toFixed(1)} KB`);
    return bytes;
  });
  const total = sizes.reduce((sum, size) => sum + size, 0);
  context.diagnostic(`together: ${(total / 1024).toFixed(1)} KB of ${MOST_BYTES / 1024} KB`);
  assert.ok(sizes.length >= 2 && total <= MOST_BYTES, `${total} bytes`);
});
