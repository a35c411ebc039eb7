import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWarnings, openCaptcha } from './open-context.ts';

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

test('captchas are verified by a service on a private address too, which only the operator can name', async () => {
  const service = createServer((_request, response) => response.end('{"success":true}'));
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/siteverify`;
    const captcha = openCaptcha({ captcha: { url, siteKey: 'site', secret: 'secret', suffices: false } });
    assert.equal(await captcha?.verify({ token: 'token', address: '192.0.2.7' }), 'passed');
  } finally {
    service.close();
  }
});
