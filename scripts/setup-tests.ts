import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findPostgres } from './postgres.ts';
import { hasSwift } from './swift.ts';
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
  // The library alone: the server packages would start services.
  { name: 'OpenStack Swift', debianPackage: 'python3-swift', isPresent: hasSwift },
];

const runApt = (...args: readonly string[]): boolean =>
  spawnSync('apt-get', args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    .status === 0;

const install = (packages: readonly string[]): boolean =>
  runApt('update', '-q') && runApt('install', '-q', '-y', '--no-install-recommends', ...packages);

const findMissing = () => needs.filter((need) => !need.isPresent());
const namesOf = (list: ReturnType<typeof findMissing>): string => list.map(({ name }) => name).join(', ');

const missing = findMissing();
const packages = missing.map((need) => need.debianPackage);
const isRootOnDebian = findProgram(['apt-get']) !== null && process.getuid?.() === 0;
const isInstalled = missing.length > 0 && isRootOnDebian && install(packages);
const stillMissing = findMissing();

if (stillMissing.length === 0) {
  console.log(`Nothing is missing: ${namesOf([...needs])} are here.`);
} else {
  const reason = !isRootOnDebian
    ? `This installs them by itself only as root on Debian; there the packages are: ${packages.join(' ')}.`
    : isInstalled
      ? 'Their packages were installed, but of a release that is too old or lies elsewhere.'
      : 'apt-get could not install them; its own words stand above.';
  console.error(`Missing: ${namesOf(stillMissing)}. ${reason}`);
  process.exitCode = 1;
}
