import assert from 'node:assert/strict';
import { relative } from 'node:path';
import { test } from 'node:test';
import { repository } from '../lint/repository-sources.ts';
import { parseSource } from '../lint/source-file.ts';
import { findTestFiles } from './test-files.ts';

const sources = Object.entries({
  'server/test/database.ts': '',
  'server/test/gate.ts': "import { openTestDatabase } from './database.ts';",
  'server/domain/direct.test.ts': "import { openTestDatabase } from '../test/database.ts';",
  'server/domain/through-another.test.ts': "import { openGate } from '../test/gate.ts';",
  'server/domain/only-a-type.test.ts': "import type { Gate } from '../test/gate.ts';",
  'server/domain/pure.test.ts': "import { pure } from './pure.ts';",
  'server/domain/pure.ts': '',
  'server/cli.test.ts': "import { spawn } from 'node:child_process'; import { openGate } from './test/gate.ts';",
  'capture/src/field.test.ts': '',
  'capture/test/journey.test.ts': "import { openGate } from '../../server/test/gate.ts';",
}).map(([path, text]) => parseSource(path, text));

const found = findTestFiles(sources);
const paths = (files: readonly string[]): readonly string[] => files.map((file) => relative(repository, file));

test('files that drive a browser are kept for the browser', () => {
  assert.deepEqual(paths(found.browser), ['capture/test/journey.test.ts']);
});

test('those that start programs are kept apart', () => {
  assert.deepEqual(paths(found.programs), ['server/cli.test.ts']);
});

test('every other test runs within the test process', () => {
  assert.deepEqual(paths(found.plain), [
    'server/domain/direct.test.ts',
    'server/domain/through-another.test.ts',
    'server/domain/only-a-type.test.ts',
    'server/domain/pure.test.ts',
    'capture/src/field.test.ts',
  ]);
});

test('those that open a database, directly or through another file, run on PostgreSQL too', () => {
  assert.deepEqual(paths(found.database), [
    'server/domain/direct.test.ts',
    'server/domain/through-another.test.ts',
    'server/cli.test.ts',
  ]);
});
