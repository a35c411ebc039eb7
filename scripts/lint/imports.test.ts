import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatFinding } from './finding.ts';
import { findForbiddenImports } from './imports.ts';
import { readRepositorySources } from './repository-sources.ts';
import { parseSource } from './source-file.ts';

const findings = (sources: Readonly<Record<string, string>>): readonly string[] =>
  findForbiddenImports(Object.entries(sources).map(([path, text]) => parseSource(path, text))).map(formatFinding);

const forbidden: readonly { readonly path: string; readonly text: string; readonly reason: RegExp }[] = [
  { path: 'core/a.ts', text: "import { readFile } from 'node:fs';", reason: /core is pure/ },
  { path: 'core/a.ts', text: "import type { Scope } from '../server/db/scope.ts';", reason: /core is pure/ },
  { path: 'core/a.ts', text: "export * from 'lru-cache';", reason: /core is pure/ },
  { path: 'core/a.ts', text: "type A = import('../server/errors.ts').DomainError;", reason: /core is pure/ },
  { path: 'core/a.ts', text: "const a = await import('node:os');", reason: /core is pure/ },
  { path: 'core/a.ts', text: 'const a = (name: string) => import(name);', reason: /a computed path/ },
  { path: 'core/a.ts', text: "import { b } from './b.test.ts';", reason: /stays with the tests/ },
  { path: 'server/domain/key/a.ts', text: "import { open } from '../../db/client.ts';", reason: /SQL lies in/ },
  { path: 'server/domain/key/a.ts', text: "import { sql } from 'kysely';", reason: /SQL lies in/ },
  {
    path: 'server/domain/key/a.ts',
    text: "import { put } from '../../adapter/blob/folder.ts';",
    reason: /behind a port/,
  },
  {
    path: 'server/domain/key/a.ts',
    text: "import { send } from '../../api/native/send.ts';",
    reason: /domain imports core/,
  },
  {
    path: 'server/domain/key/a.queries.ts',
    text: "import { send } from '../../api/native/send.ts';",
    reason: /nothing of HTTP/,
  },
  { path: 'server/api/native/a.ts', text: "import { open } from '../../db/client.ts';", reason: /never the database/ },
  { path: 'server/api/native/a.ts', text: "import { Pool } from 'pg';", reason: /never the database/ },
  { path: 'server/api/native/a.ts', text: "import { put } from '../../adapter/blob/folder.ts';", reason: /an adapter/ },
  { path: 'server/api/verifa/a.ts', text: "import { b } from '../onekosmos/b.ts';", reason: /another dialect/ },
  { path: 'server/api/problem.ts', text: "import { b } from './onekosmos/b.ts';", reason: /knows none of them/ },
  { path: 'server/adapter/blob/a.ts', text: "import { b } from '../mail/b.ts';", reason: /knows the port/ },
  { path: 'server/adapter/blob/a.ts', text: "import { b } from '../../domain/key/key.ts';", reason: /knows the port/ },
  {
    path: 'server/adapter/blob/a.ts',
    text: "import { b } from '../../domain/document/blob-port.ts';",
    reason: /knows the port/,
  },
  { path: 'server/job/expire.ts', text: "import { open } from '../db/client.ts';", reason: /holds no SQL/ },
  { path: 'server/db/client.ts', text: "import { b } from '../domain/key/key.ts';", reason: /knows no domain/ },
  { path: 'server/config.ts', text: "import { open } from './db/client.ts';", reason: /Only app.ts/ },
  { path: 'capture/src/a.ts', text: "import { b } from '../../server/errors.ts';", reason: /takes types of core/ },
  { path: 'capture/src/a.ts', text: "import { z } from 'zod';", reason: /takes types of core/ },
  { path: 'elsewhere/a.ts', text: '', reason: /No import rule covers this file/ },
];

for (const { path, text, reason } of forbidden) {
  test(`${path} may not hold: ${text}`, () => {
    const [finding, ...others] = findings({ [path]: text });
    assert.match(finding ?? '', reason);
    assert.deepEqual(others, []);
  });
}

const allowed: readonly { readonly path: string; readonly text: string }[] = [
  { path: 'core/workflow/a.ts', text: "import { z } from 'zod'; import { ok } from '../result.ts';" },
  { path: 'core/a.test.ts', text: "import test from 'node:test'; import fc from 'fast-check';" },
  {
    path: 'server/domain/key/a.ts',
    text: "import type { Scope } from '../../db/scope.ts'; import { ok } from '@gatehouse/core/result.ts';",
  },
  {
    path: 'server/domain/key/a.queries.ts',
    text: "import { sql } from 'kysely'; import { write } from '../../db/client.ts';",
  },
  {
    path: 'server/api/native/a.ts',
    text: "import { b } from '../../domain/key/key.ts'; import { c } from '../problem.ts'; import { d } from './d.ts';",
  },
  {
    path: 'server/adapter/blob/a.ts',
    text: "import type { BlobStore } from '../../domain/document/blob-port.ts'; import sharp from 'sharp';",
  },
  { path: 'server/job/relay.ts', text: "import { open } from '../db/client.ts';" },
  {
    path: 'server/app.ts',
    text: "import { a } from './adapter/blob/folder.ts'; import { b } from './api/native/routes.ts';",
  },
];

for (const { path, text } of allowed) {
  test(`${path} may hold: ${text}`, () => assert.deepEqual(findings({ [path]: text }), []));
}

test('the page may run a file of core only where it does not lead to zod', () => {
  const core = {
    'core/rule.ts': "import { z } from './deep.ts';",
    'core/deep.ts': "import { z } from 'zod';",
    'core/plain.ts': '',
  };
  assert.deepEqual(findings({ ...core, 'capture/src/a.ts': "import { p } from '@gatehouse/core/plain.ts';" }), []);
  assert.deepEqual(findings({ ...core, 'capture/src/a.ts': "import type { R } from '@gatehouse/core/rule.ts';" }), []);
  assert.equal(findings({ ...core, 'capture/src/a.ts': "import { r } from '@gatehouse/core/rule.ts';" }).length, 1);
});

test('the repository keeps its import rules', () => {
  assert.deepEqual(findForbiddenImports(readRepositorySources()).map(formatFinding), []);
});
