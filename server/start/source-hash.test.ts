import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { hashSources } from './source-hash.ts';

const root = mkdtempSync(join(tmpdir(), 'gatehouse-hash-'));
after(() => rmSync(root, { recursive: true, force: true }));

for (const folder of ['pages', 'pages/deep', 'pages/node_modules', 'pages/test']) mkdirSync(join(root, folder));
writeFileSync(join(root, 'pages/a.ts'), 'a');
writeFileSync(join(root, 'pages/deep/b.ts'), 'b');
writeFileSync(join(root, 'lock'), '1');

const hash = (): string => hashSources({ root, paths: ['pages', 'lock', 'absent'] });

/** Whether a change, which is undone afterwards, changes the hash. */
const isChangedBy = (change: () => void, undo: () => void): boolean => {
  const before = hash();
  change();
  const changed = hash() !== before;
  undo();
  assert.equal(hash(), before);
  return changed;
};

const write = (path: string, text: string) => (): void => writeFileSync(join(root, path), text);
const move = (from: string, to: string) => (): void => renameSync(join(root, from), join(root, to));
const remove = (path: string) => (): void => rmSync(join(root, path));

test('a changed, moved or new source changes the hash', () => {
  assert.equal(isChangedBy(write('pages/deep/b.ts', 'c'), write('pages/deep/b.ts', 'b')), true);
  assert.equal(isChangedBy(write('lock', '2'), write('lock', '1')), true);
  assert.equal(isChangedBy(move('pages/a.ts', 'pages/c.ts'), move('pages/c.ts', 'pages/a.ts')), true);
  assert.equal(isChangedBy(write('pages/new.ts', ''), remove('pages/new.ts')), true);
});

test('contents that move from one file to the next change the hash', () => {
  const shift = (): void => {
    write('pages/a.ts', '')();
    write('pages/deep/b.ts', 'ab')();
  };
  const back = (): void => {
    write('pages/a.ts', 'a')();
    write('pages/deep/b.ts', 'b')();
  };
  assert.equal(isChangedBy(shift, back), true);
});

test('tests, packages and the time of a file do not change the hash', () => {
  for (const path of ['pages/a.test.ts', 'pages/a.test.tsx', 'pages/test/c.ts', 'pages/node_modules/d.ts']) {
    assert.equal(isChangedBy(write(path, 'x'), remove(path)), false, path);
  }
  const touch = (): void => utimesSync(join(root, 'lock'), new Date('2001-01-01'), new Date('2001-01-01'));
  assert.equal(isChangedBy(touch, touch), false);
});
