import assert from 'node:assert/strict';
import { getPriority } from 'node:os';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';

const program = `
const { parentPort } = require('node:worker_threads');
const { readlinkSync } = require('node:fs');
const { getPriority } = require('node:os');
import(${JSON.stringify(new URL('./give-way.ts', import.meta.url).href)}).then(({ giveWayToOthers }) => {
  giveWayToOthers();
  parentPort.postMessage(getPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1))));
});`;

test('a thread that gives way has a lower priority than the rest of the process', {
  skip: process.platform !== 'linux' && 'threads have priorities of their own on Linux alone',
}, async () => {
  const before = getPriority();
  const worker = new Worker(program, { eval: true });
  const priority = await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  await worker.terminate();
  assert.ok(Number(priority) > before, `${priority} against ${before}`);
  assert.equal(getPriority(), before);
});
