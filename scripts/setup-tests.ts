import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findPostgres } from './postgres.ts';
import { findChromium, findProgram } from './test-run/find-program.ts';

/** What the whole test run needs beyond npm's packages, and the Debian package that brings it. */
const needs = [
  { name: 'Chromium', debianPackage: 'chromium', isPresent: () => findChromium() !== null },
  { name: 'a PostgreSQL server', debianPackage: 'postgresql', isPresent: () => findPostgres() !== null },
  {
    name: 'the OCR-B font',
    debianPackage: 'fonts-ocr-b',
    isPresent: () => existsSync('/usr/share/fonts/opentype/ocr-b/OCRB.otf'),
  },
];

const runApt = (...args: readonly string[]): boolean =>
  spawnSync('apt-get', args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    .status === 0;

const install = (packages: readonly string[]): boolean =>
  runApt('update', '-q') && runApt('install', '-q', '-y', '--no-install-recommends', ...packages);

const missing = needs.filter((need) => !need.isPresent());
const packages = missing.map((need) => need.debianPackage);
if (missing.length === 0) {
  console.log(`Nothing is missing: ${needs.map((need) => need.name).join(', ')} are here.`);
} else if (findProgram(['apt-get']) === null || process.getuid?.() !== 0) {
  console.error(
    `Missing: ${missing.map((need) => need.name).join(', ')}. This installs them by itself only as root on Debian; there the packages are: ${packages.join(' ')}.`,
  );
  process.exitCode = 1;
} else if (!install(packages)) {
  console.error(`apt-get could not install ${packages.join(', ')}; its own words stand above.`);
  process.exitCode = 1;
}
