import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDocumentCommand } from './read-document.ts';
import { readDocumentCommandEntry } from './read-document-command.ts';

const folder = new URL('../test/documents/', import.meta.url).pathname;

async function run(files: string[]) {
  const printed: string[] = [];
  const exitCode = await readDocumentCommand(files, { write: (text) => printed.push(text) });
  const lines = printed.join('').trimEnd().split('\n');
  return { exitCode, lines };
}

test('each file gets one line, in order, with what was read or why it was not', async () => {
  const files = ['passport.jpg', 'text.jpg', 'card-td1.jpg'].map((name) => `${folder}${name}`);
  const { exitCode, lines } = await run(files);
  const answers = lines.map((line) => JSON.parse(line));
  assert.equal(exitCode, 0);
  assert.deepEqual(
    answers.map(({ file }) => file),
    files,
  );
  assert.deepEqual(
    answers.map(({ accepted }) => accepted),
    [true, false, true],
  );
  assert.deepEqual(Object.keys(answers[0]), [
    'file',
    'accepted',
    'lines',
    'fields',
    'reasons',
    'confidence',
    'ms',
    'format',
    'ambiguous',
  ]);
  assert.equal(answers[1].reasons[0].code, 'image_unknown_format');
});

test('a file that cannot be opened gets its line too and makes the exit code 1', async () => {
  const { exitCode, lines } = await run([`${folder}not-there.jpg`, `${folder}document.pdf`]);
  const answers = lines.map((line) => JSON.parse(line));
  assert.equal(exitCode, 1);
  assert.deepEqual(
    answers.map(({ accepted, reasons }) => [accepted, reasons[0].code]),
    [
      [false, 'file_not_readable'],
      [false, 'image_pdf'],
    ],
  );
});

test('a file named from the folder where npm was called keeps that name in its line', async () => {
  const printed: string[] = [];
  const environment = { INIT_CWD: folder, npm_lifecycle_event: 'gatehouse' };
  const output = { print: async (line: string) => void printed.push(line), complain: async () => undefined };
  assert.equal(await readDocumentCommandEntry.run(['text.jpg'], output, environment), 0);
  assert.equal(JSON.parse(printed[0] ?? '').file, 'text.jpg');
});

test('without a file it says how it is used', async () => {
  const { exitCode, lines } = await run([]);
  assert.equal(exitCode, 1);
  assert.match(lines[0] ?? '', /^Usage: gatehouse read-document FILE/);
});
