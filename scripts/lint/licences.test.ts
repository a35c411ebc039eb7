import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { findForeignLicences, findRegistryHosts, type Lockfile } from './licences.ts';
import { repository } from './repository-sources.ts';

const lockfile: Lockfile = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        license: z.string().exactOptional(),
        link: z.boolean().exactOptional(),
        resolved: z.string().exactOptional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')));

const licensed = (license?: string): Lockfile => ({
  packages: { 'node_modules/a': license === undefined ? {} : { license } },
});

for (const license of [
  'AGPL-3.0-only',
  'SSPL-1.0',
  'BUSL-1.1',
  'Elastic-2.0',
  'SEE LICENSE IN LICENSE',
  'MIT AND AGPL-3.0-only',
  undefined,
]) {
  test(`a dependency under ${license ?? 'no licence'} is refused`, () => {
    assert.equal(findForeignLicences(licensed(license)).length, 1);
  });
}

for (const license of ['MIT', '(MIT OR AGPL-3.0-only)', 'Apache-2.0 AND LGPL-3.0-or-later']) {
  test(`a dependency under ${license} is accepted`, () => assert.deepEqual(findForeignLicences(licensed(license)), []));
}

test('a package that is resolved to a host is found', () => {
  const packages = { 'node_modules/a': { resolved: 'https://packages.example/a.tgz' }, core: { resolved: 'core' } };
  assert.equal(findRegistryHosts({ packages }).length, 1);
});

test('every dependency has a licence from the list', () => assert.deepEqual(findForeignLicences(lockfile), []));

test('the lockfile names no registry', () => assert.deepEqual(findRegistryHosts(lockfile), []));
