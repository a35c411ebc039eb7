import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
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

it('leaves nothing behind when a file cannot be put in place', async () => {
  const own = join(root, 'blocked');
  const key = 'organization/live/document';
  await mkdir(join(own, shardOf(key), key), { recursive: true });
  await assert.rejects(createFolderBlobStore({ root: own }).put(key, Buffer.from('x')), { code: 'EISDIR' });
  assert.deepEqual(await filesUnder(own), []);
});
