import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { lockFolder } from './folder-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-lock-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const holder = `
  import { lockFolder } from ${JSON.stringify(new URL('./folder-lock.ts', import.meta.url).href)};
  try {
    lockFolder(process.argv[1]);
    console.log('held');
    setInterval(() => {}, 1000);
  } catch (error) {
    console.log(error.message);
  }`;

interface Holder {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
  readonly said: string;
}

const startHolder = async (): Promise<Holder> => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', holder, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const [chunk]: Buffer[] = await once(child.stdout, 'data');
  return { process: child, ended, said: String(chunk).trim() };
};

const kill = async ({ process: child, ended }: Holder): Promise<void> => {
  child.kill('SIGKILL');
  await ended;
};

test('a second process is refused with one sentence that names folder and holder', async () => {
  const first = await startHolder();
  assert.equal(first.said, 'held');
  const second = await startHolder();
  assert.match(
    second.said,
    new RegExp(`^The data folder ${folder} is in use by another process \\(pid ${first.process.pid}\\)\\.`),
  );
  assert.throws(() => lockFolder(folder), { message: second.said });
  await kill(first);
});

test('the lock of a killed process is gone with it, time and again', async () => {
  for (let round = 0; round < 3; round += 1) {
    const next = await startHolder();
    assert.equal(next.said, 'held');
    await kill(next);
  }
  lockFolder(folder).release();
});

test('of many that come at once exactly one gets it', async () => {
  const all = await Promise.all(Array.from({ length: 6 }, startHolder));
  assert.equal(all.filter(({ said }) => said === 'held').length, 1);
  await Promise.all(all.map(kill));
});

test('the same process is refused as well until it releases', () => {
  const lock = lockFolder(folder);
  assert.throws(() => lockFolder(folder), /in use/);
  lock.release();
  lockFolder(folder).release();
});

test('a folder that cannot be written to is named in the sentence', () => {
  assert.throws(
    () => lockFolder('/dev/null/data'),
    /^Error: The data folder \/dev\/null\/data cannot be locked: .*DATA_DIR/,
  );
});
