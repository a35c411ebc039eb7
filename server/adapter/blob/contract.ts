import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { BlobStore, StoredFile } from '../../domain/document/blob-port.ts';

const newKey = (): string => `${randomUUID()}/live/${randomUUID()}`;

const hostileKeys = [
  '',
  '/',
  '/etc/passwd',
  'a//b',
  'a/',
  '../a',
  'a/../b',
  'a/./b',
  '.hidden',
  'a\\..\\b',
  'C:/a',
  'a b',
  'a\0b',
  'a%2e%2e/b',
  'ünicode',
  `${'a'.repeat(129)}`,
  Array.from({ length: 9 }, () => 'a').join('/'),
];

const findListed = async (blobs: BlobStore, keys: readonly string[]): Promise<StoredFile[]> => {
  const found: StoredFile[] = [];
  for await (const file of blobs.list()) if (keys.includes(file.key)) found.push(file);
  return found;
};

/** What every blob store guarantees. `open` is called once, before the first test. */
export const describeBlobStore = (name: string, open: () => Promise<BlobStore>): void => {
  describe(`blob store: ${name}`, () => {
    let opened: Promise<BlobStore> | null = null;
    const store = (): Promise<BlobStore> => {
      opened ??= open();
      return opened;
    };

    for (const size of [0, 1, 65_536, 5_000_001]) {
      it(`gives ${size} bytes back as they were put`, async () => {
        const [key, bytes] = [newKey(), randomBytes(size)];
        await (await store()).put(key, bytes);
        const got = await (await store()).get(key);
        assert.ok(got !== null && Buffer.from(got).equals(bytes));
      });
    }

    it('has nothing under a key that was never put', async () => {
      assert.equal(await (await store()).get(newKey()), null);
    });

    it('replaces what lies under a key', async () => {
      const key = newKey();
      await (await store()).put(key, Buffer.from('first, and longer'));
      await (await store()).put(key, Buffer.from('second'));
      assert.equal(Buffer.from((await (await store()).get(key)) ?? []).toString(), 'second');
    });

    it('has nothing after a delete, and a second delete is no error', async () => {
      const key = newKey();
      await (await store()).put(key, Buffer.from('x'));
      await (await store()).delete(key);
      assert.equal(await (await store()).get(key), null);
      await (await store()).delete(key);
    });

    it('lists every file once, with the time when it was put, and nothing after its delete', async () => {
      const blobs = await store();
      const keys = [newKey(), newKey(), `${newKey()}/a.b`];
      const start = Date.now();
      for (const key of keys) await blobs.put(key, Buffer.from('x'));
      const found = await findListed(blobs, keys);
      assert.deepEqual(found.map(({ key }) => key).toSorted(), keys.toSorted());
      // Stores write times to the second, by clocks of their own.
      for (const { changedAt } of found) assert.ok(Math.abs(changedAt.getTime() - start) < 60_000);
      for (const key of keys) await blobs.delete(key);
      assert.deepEqual(await findListed(blobs, keys), []);
    });

    it('keeps files of one prefix apart', async () => {
      const prefix = newKey();
      const keys = [`${prefix}/a`, `${prefix}/b`, `${prefix}/a.b`];
      for (const key of keys) await (await store()).put(key, Buffer.from(key));
      for (const key of keys) assert.equal(Buffer.from((await (await store()).get(key)) ?? []).toString(), key);
    });

    it('shows one whole file while several are put under one key at once', async () => {
      const key = newKey();
      const versions = Array.from({ length: 8 }, (_, index) => Buffer.alloc(200_000, index + 1));
      await Promise.all(versions.map(async (bytes) => (await store()).put(key, bytes)));
      const got = Buffer.from((await (await store()).get(key)) ?? []);
      assert.ok(versions.some((bytes) => bytes.equals(got)));
    });

    for (const key of hostileKeys) {
      it(`refuses the key ${JSON.stringify(key).slice(0, 40)}`, async () => {
        const blobs = await store();
        await assert.rejects(async () => blobs.put(key, Buffer.from('x')), /file's key/);
        await assert.rejects(async () => blobs.get(key), /file's key/);
        await assert.rejects(async () => blobs.delete(key), /file's key/);
      });
    }
  });
};
