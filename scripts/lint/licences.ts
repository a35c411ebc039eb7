/**
 * Licences that a dependency may have. Everything else is refused until somebody has read it: AGPL, SSPL, BUSL, Elastic
 * and other source-available licences would bind those who run or offer Gatehouse.
 */
const acceptedLicences: ReadonlyMap<string, string> = new Map([
  ['MIT', 'permissive'],
  ['ISC', 'permissive'],
  ['0BSD', 'permissive'],
  ['MIT-0', 'permissive, without a notice to keep'],
  ['Unlicense', 'public domain'],
  ['BSD-2-Clause', 'permissive'],
  ['BSD-3-Clause', 'permissive'],
  ['BlueOak-1.0.0', 'permissive'],
  ['Apache-2.0', 'permissive, with a grant of patents'],
  ['CC0-1.0', 'public domain'],
  ['MPL-2.0', 'weak copyleft, per file: files of ours stay ours'],
  ['LGPL-3.0-or-later', 'weak copyleft: libvips is a library that is linked at run time and can be replaced'],
]);

export interface LockedPackage {
  readonly license?: string;
  readonly link?: boolean;
  readonly resolved?: string;
}

export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** Whether every part of an SPDX expression that has to be kept is accepted: all of `AND`, one of `OR`. */
const isAccepted = (expression: string): boolean =>
  expression
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((name) => acceptedLicences.has(name.trim())));

const packagesOf = (lockfile: Lockfile): readonly (readonly [string, LockedPackage])[] =>
  Object.entries(lockfile.packages).filter(([path, entry]) => path.includes('node_modules/') && entry.link !== true);

/** Packages whose licence is missing or not accepted, as sentences. */
export const findForeignLicences = (lockfile: Lockfile): readonly string[] =>
  packagesOf(lockfile)
    .filter(([, entry]) => !isAccepted(entry.license ?? ''))
    .map(
      ([path, entry]) =>
        `${path} has the licence "${entry.license ?? 'none'}", which is not in the list of scripts/lint/licences.ts.`,
    );

/** Packages whose source names a host: the lockfile has to work with every registry. */
export const findRegistryHosts = (lockfile: Lockfile): readonly string[] =>
  Object.entries(lockfile.packages)
    .filter(([, entry]) => /^[a-z+]+:/.test(entry.resolved ?? ''))
    .map(
      ([path, entry]) =>
        `${path} is resolved to ${entry.resolved}. Keep omit-lockfile-registry-resolved=true in .npmrc.`,
    );
