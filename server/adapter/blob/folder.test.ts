import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { describeBlobStore } from './contract.ts';
import { createFolderBlobStore, shardOf } from './folder.ts';

let root = '';
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'gatehouse-blob-'));
});
after(() => rm(root, { recursive: true }));

describeBlobStore('folder', async () => createFolderBlobStore({ root: join(root, 'contract') }));

const filesUnder = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

it('writes files that only this user can read and leaves no temporary file', async () => {
  const own = join(root, 'modes');
  await createFolderBlobStore({ root: own }).put('organization/live/document', Buffer.from('x'));
  const files = await filesUnder(own);
  assert.equal(files.length, 1);
  assert.equal((await stat(files[0] ?? '')).mode & 0o777, 0o600);
});

it('drops what a killed process had begun to write, and neither files nor what is being written', async () => {
  const own = join(root, 'unfinished');
  const blobs = createFolderBlobStore({ root: own });
  const key = 'organization/live/document';
  await blobs.put(key, Buffer.from('x'));
  const [file = ''] = await filesUnder(own);
  const [old, fresh] = [`${file}.1.part~`, `${file}.2.part~`];
  const before = new Date(Date.now() - 60_000);
  for (const path of [old, fresh]) await writeFile(path, 'half');
  for (const path of [file, old]) await utimes(path, new Date(0), new Date(0));
  assert.equal(await blobs.dropUnfinished(before), 1);
  assert.deepEqual((await filesUnder(own)).toSorted(), [file, fresh].toSorted());
});

it('leaves nothing behind when a file cannot be put in place', async () => {
  const own = join(root, 'blocked');
  const key = 'organization/live/document';
  await mkdir(join(own, shardOf(key), key), { recursive: true });
  await assert.rejects(createFolderBlobStore({ root: own }).put(key, Buffer.from('x')), { code: 'EISDIR' });
  assert.deepEqual(await filesUnder(own), []);
});
