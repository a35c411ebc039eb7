import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Result } from '@gatehouse/core/result.ts';
import { type LoadedMasterKey, loadMasterKey } from './master-key.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-master-key-'));
});
after(() => rm(folder, { recursive: true }));

const missing = { fromSetting: null, sealedRowsExist: false };

const loaded = (result: Result<LoadedMasterKey, string>): LoadedMasterKey => {
  assert.ok(result.ok, result.ok ? '' : result.error);
  return result.value;
};

const refused = (result: Result<LoadedMasterKey, string>): string => {
  assert.ok(!result.ok, 'a master key was loaded');
  return result.error;
};

describe('the setting', () => {
  const key = randomBytes(32);
  const forms = {
    base64: key.toString('base64'),
    'base64 without padding': key.toString('base64').replace('=', ''),
    base64url: key.toString('base64url'),
    hex: key.toString('hex'),
    'upper-case hex with a line break': `${key.toString('hex').toUpperCase()}\n`,
  };
  for (const [name, fromSetting] of Object.entries(forms)) {
    it(`may be ${name}`, async () => {
      const value = loaded(await loadMasterKey({ fromSetting, file: '/nowhere/key', sealedRowsExist: true }));
      assert.deepEqual(Buffer.from(value.masterKey), key);
      assert.equal(value.createdFile, false);
    });
  }

  const wrong = ['', 'secret', key.toString('hex').slice(1), `${key.toString('base64')}AAAA`, 'x'.repeat(64)];
  for (const fromSetting of wrong) {
    it(`is refused with ${fromSetting.length} characters that are no key, and not repeated`, async () => {
      const sentence = refused(await loadMasterKey({ fromSetting, file: '/nowhere/key', sealedRowsExist: false }));
      assert.match(
        sentence,
        new RegExp(`GATEHOUSE_MASTER_KEY must be 32 bytes.* has ${fromSetting.length} characters`),
      );
      if (fromSetting !== '') assert.equal(sentence.includes(fromSetting), false);
    });
  }
});

describe('the file', () => {
  it('is made on the first start for this user alone and read on the next', async () => {
    const file = join(folder, 'first.key');
    const first = loaded(await loadMasterKey({ ...missing, file }));
    assert.equal(first.createdFile, true);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const second = loaded(await loadMasterKey({ ...missing, file, sealedRowsExist: true }));
    assert.deepEqual(second, { masterKey: first.masterKey, createdFile: false, warning: null });
  });

  it('is never replaced while sealed rows exist', async () => {
    const file = join(folder, 'lost.key');
    assert.match(refused(await loadMasterKey({ ...missing, file, sealedRowsExist: true })), /lost\.key back/);
    await assert.rejects(stat(file), { code: 'ENOENT' });
  });

  it('is made by one of several processes that start at once', async () => {
    const file = join(folder, 'race.key');
    const results = await Promise.all(Array.from({ length: 8 }, () => loadMasterKey({ ...missing, file })));
    const made = results.filter((result) => result.ok && result.value.createdFile);
    assert.equal(made.length, 1);
    const kept = await readFile(file, 'utf8');
    for (const result of results) {
      if (result.ok) assert.equal(Buffer.from(result.value.masterKey).toString('base64'), kept.trim());
    }
  });

  for (const [name, content, sentence] of [
    ['empty', '', /is empty/],
    ['no key', 'hello', /must hold 32 bytes/],
  ] as const) {
    it(`is refused and left alone when it holds ${name}`, async () => {
      const file = join(folder, `${name}.key`);
      await writeFile(file, content);
      assert.match(refused(await loadMasterKey({ ...missing, file })), sentence);
      assert.equal(await readFile(file, 'utf8'), content);
    });
  }

  it('gets a warning when others can read it', async () => {
    const file = join(folder, 'open.key');
    await loadMasterKey({ ...missing, file });
    await chmod(file, 0o644);
    assert.match(loaded(await loadMasterKey({ ...missing, file })).warning ?? '', /mode 644.*chmod 600/);
  });
});
