import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { readBuiltHash, rebuildFolder } from './built-folder.ts';

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'gatehouse-build-'));
  folder = join(parent, 'capture');
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

const writePage =
  (text: string) =>
  async (into: string): Promise<void> =>
    writeFileSync(join(into, 'page'), text);

const readPage = (): string => readFileSync(join(folder, 'page'), 'utf8');

test('a build appears with its hash, readable for every user, and leaves nothing beside it', async () => {
  assert.equal(await readBuiltHash(folder), null);
  await rebuildFolder(folder, 'one', writePage('1'));
  assert.equal(await readBuiltHash(folder), 'one');
  assert.equal(readPage(), '1');
  assert.equal(statSync(folder).mode & 0o777, 0o755);
  assert.deepEqual(readdirSync(parent), ['capture']);
});

test('a new build replaces the old one as a whole', async () => {
  await rebuildFolder(folder, 'one', async (into) => writeFileSync(join(into, 'old'), ''));
  await rebuildFolder(folder, 'two', writePage('2'));
  assert.equal(await readBuiltHash(folder), 'two');
  assert.equal(existsSync(join(folder, 'old')), false);
});

test('a build that fails leaves the old one as it was', async () => {
  await rebuildFolder(folder, 'one', writePage('1'));
  const failing = rebuildFolder(folder, 'two', async (into) => {
    writeFileSync(join(into, 'page'), 'half');
    throw new Error('no room');
  });
  await assert.rejects(failing, /no room/);
  assert.equal(readPage(), '1');
  assert.deepEqual(readdirSync(parent), ['capture']);
});

test('two builds of the same sources at the same time end with one of them', async () => {
  const both = Promise.withResolvers<void>();
  let begun = 0;
  const build = async (into: string): Promise<void> => {
    begun += 1;
    if (begun === 2) both.resolve();
    await both.promise;
    writeFileSync(join(into, 'page'), 'same');
  };
  await Promise.all([rebuildFolder(folder, 'one', build), rebuildFolder(folder, 'one', build)]);
  assert.equal(readPage(), 'same');
  assert.equal(await readBuiltHash(folder), 'one');
  assert.deepEqual(readdirSync(parent), ['capture']);
});

test('what a killed build left is taken away by a later one, but not what is being built', async () => {
  for (const name of ['.capture-killed', '.capture-running']) mkdirSync(join(parent, name));
  utimesSync(join(parent, '.capture-killed'), new Date('2001-01-01'), new Date('2001-01-01'));
  await rebuildFolder(folder, 'one', writePage('1'));
  assert.deepEqual(readdirSync(parent).toSorted(), ['.capture-running', 'capture']);
});
