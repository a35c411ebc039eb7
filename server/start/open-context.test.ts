import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWarnings } from './open-context.ts';

test('a data folder that others of the machine can look into is named, with what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-folder-'));
  try {
    chmodSync(folder, 0o700);
    assert.deepEqual(folderWarnings(folder), []);
    chmodSync(folder, 0o755);
    const [warning, ...rest] = folderWarnings(folder);
    assert.equal(
      warning,
      `The data folder ${folder} is open to other users of this machine (mode 755). Run: chmod 700 ${folder}`,
    );
    assert.deepEqual(rest, []);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
