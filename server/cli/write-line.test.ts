import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { isClosedPipe, writeLine } from './write-line.ts';

const closedPipe = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });

test('lines are written one after the other, also to a slow reader', async () => {
  const stream = new PassThrough({ highWaterMark: 1 });
  const read = text(stream);
  for (const line of ['one', 'two']) await writeLine(stream, line);
  stream.end();
  assert.equal(await read, 'one\ntwo\n');
});

for (const highWaterMark of [1, 1000]) {
  test(`a reader that goes away is told to the writer and ends nothing else (buffer of ${highWaterMark})`, async () => {
    const stream = new Writable({ highWaterMark, write: (_chunk, _encoding, done) => setImmediate(done, closedPipe) });
    const writeAll = async (): Promise<void> => {
      for (;;) {
        await writeLine(stream, 'line');
        await new Promise(setImmediate);
      }
    };
    await assert.rejects(writeAll, isClosedPipe);
    await assert.rejects(writeLine(stream, 'line'), isClosedPipe);
  });
}
