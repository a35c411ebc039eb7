import { posix } from 'node:path';
import type { Finding } from './finding.ts';
import type { ImportSite, SourceFile } from './source-file.ts';

/**
 * Who may import whom. The first rule whose `files` fit decides over a file. `may` lists what it may import: paths of
 * the repository, `package:name`, or `node:**`; with `type ` in front only what is gone before the code runs. `<1>`
 * stands for what the first `*` of `files` stood for, so that `server/api/<1>/**` is a file's own dialect.
 */
export interface ImportRule {
  readonly files: readonly string[];
  readonly may: readonly string[];
  readonly reason: string;
}

/** Packages that speak to a database; only the query layer and the queue may. */
const databasePackages = ['kysely', 'pg', 'pg-boss', '@electric-sql/pglite'] as const;
const anyPackage = ['package:**', 'node:**'];
const corePure = ['core/**', 'package:zod'];
const serverBasics = ['core/**', 'server/errors.ts', 'server/log.ts'];

export const importRules: readonly ImportRule[] = [
  {
    files: ['**/*.test.ts', '**/test/**', 'scripts/**', 'bench/**', '**/vite.config.ts'],
    may: ['**', ...anyPackage],
    reason: 'Tests and scripts may look everywhere.',
  },
  {
    files: ['core/**'],
    may: corePure,
    reason: 'core is pure and runs in a browser too: it imports nothing of ours, nothing of Node, and only zod.',
  },
  {
    files: ['server/domain/**/*.queries.ts'],
    may: [...serverBasics, 'server/domain/**', 'server/db/**', 'package:kysely', 'node:**'],
    reason: 'Queries speak to the database and know nothing of HTTP, adapters or jobs.',
  },
  {
    files: ['server/domain/**'],
    may: [
      ...serverBasics,
      'server/domain/**',
      'type server/db/client.ts',
      'type package:kysely',
      'type server/db/scope.ts',
      'package:zod',
      'package:lru-cache',
      'package:uuid',
      'package:sanitize-html',
      'package:css-tree',
      'package:ipaddr.js',
      'package:jose',
      'node:**',
    ],
    reason: 'The domain imports core and its own ports; SQL lies in *.queries.ts, and the outside world behind a port.',
  },
  {
    files: ['server/api/*/**'],
    may: [
      ...serverBasics,
      'server/api/<1>/**',
      'server/api/*.ts',
      'server/domain/**',
      'type server/config.ts',
      'type server/db/scope.ts',
      ...anyPackage,
    ],
    reason: 'A dialect translates and calls the domain: never the database, an adapter, or another dialect.',
  },
  {
    files: ['server/api/*.ts'],
    may: [
      ...serverBasics,
      'server/api/*.ts',
      'server/domain/**',
      'type server/config.ts',
      'type server/db/scope.ts',
      ...anyPackage,
    ],
    reason: 'What all dialects share knows none of them, and neither the database nor an adapter.',
  },
  {
    files: ['server/page/**'],
    may: [...serverBasics, 'server/page/**', 'server/domain/**', 'type server/config.ts', ...anyPackage],
    reason: 'What serves a page asks the domain, never the database or an adapter.',
  },
  {
    files: ['server/backup/**'],
    may: [...serverBasics, 'server/backup/**', 'server/domain/**', 'server/db/**', ...anyPackage],
    reason: 'A backup knows the tables and the files, and is asked for by the operator’s commands alone.',
  },
  {
    files: ['server/observe/**'],
    may: [...serverBasics, 'server/observe/**', 'type server/db/client.ts', ...anyPackage],
    reason: 'Metrics and spans look at the house and are known by those who start it alone.',
  },
  {
    files: ['server/adapter/*/**'],
    may: [
      ...serverBasics,
      'server/adapter/<1>/**',
      'type server/domain/**/*-port.ts',
      // The program of a worker thread: a thread cannot be handed a function, so the adapter names it.
      'server/domain/check/read-document.ts',
      ...anyPackage,
    ],
    reason: 'An adapter knows the port that it implements and the outside world, and nothing else of ours.',
  },
  {
    files: ['server/job/*.queries.ts', 'server/job/relay.ts', 'server/job/*queue*.ts'],
    may: [...serverBasics, 'server/job/**', 'server/domain/**', 'server/db/**', 'package:**', 'node:**'],
    reason: 'Relay, queue and the sweepers’ queries are plumbing between the database and the jobs.',
  },
  {
    files: ['server/job/**'],
    may: [
      ...serverBasics,
      'server/job/**',
      'server/domain/**',
      'type server/db/client.ts',
      'type server/db/scope.ts',
      'package:zod',
      'node:**',
    ],
    reason: 'A job parses its payload and calls the domain; it holds no SQL and calls no adapter.',
  },
  {
    files: ['server/db/**'],
    may: [...serverBasics, 'server/db/**', ...anyPackage],
    reason: 'The database layer knows no domain: the domain knows it.',
  },
  {
    files: ['server/demo/**'],
    may: [
      ...serverBasics,
      'server/demo/**',
      'server/domain/**',
      'type server/db/scope.ts',
      'type server/config.ts',
      'package:zod',
      'node:**',
    ],
    reason: 'The demo is made through the domain, as any customer would.',
  },
  {
    files: [
      'server/app.ts',
      'server/main.ts',
      'server/start.ts',
      'server/cli.ts',
      'server/control/**',
      'server/cli/**',
      'server/start/**',
      'server/bin/**',
    ],
    may: ['server/**', 'core/**', ...anyPackage],
    reason: 'The few places that know everything.',
  },
  {
    files: ['server/*.ts'],
    may: [...serverBasics, 'server/config.ts', 'server/settings.ts', 'package:zod', 'package:pino', 'node:**'],
    reason: 'Only app.ts, main.ts, start.ts and cli.ts cross the house.',
  },
  {
    files: ['sdk/**'],
    may: ['sdk/**', 'type core/**', 'type package:zod'],
    reason: 'The client is code of its own without a dependency: of core it takes types alone.',
  },
  {
    files: ['examples/**'],
    may: ['sdk', 'examples/**', 'node:**'],
    reason: 'An example shows what a customer’s program would import.',
  },
  {
    files: ['capture/**'],
    may: [
      'capture/**',
      'type core/**',
      'zod-free core/**',
      'package:preact',
      'package:preact/*',
      'package:qrcode-generator',
    ],
    reason:
      'The page takes types of core, and those of its files that do not lead to zod: its script is at most 100 KB.',
  },
];

/** Every import that a rule forbids, with the rule's reason. */
export const findForbiddenImports = (
  files: readonly SourceFile[],
  rules: readonly ImportRule[] = importRules,
): readonly Finding[] => {
  const leadsToZod = zodFinder(files);
  return files.flatMap((file) => {
    const rule = rules.find((candidate) => candidate.files.some((pattern) => fits(pattern, file.path)));
    if (rule === undefined)
      return [
        { path: file.path, line: 1, sentence: 'No import rule covers this file. Add one in scripts/lint/imports.ts.' },
      ];
    return file.imports
      .filter((site) => !isAllowed(rule, file.path, site, leadsToZod))
      .map((site) => ({
        path: file.path,
        line: site.line,
        sentence: `May not import ${site.specifier === '' ? 'a computed path' : site.specifier}. ${reasonOf(rule, file.path, site)}`,
      }));
  });
};

const isAllowed = (
  rule: ImportRule,
  path: string,
  site: ImportSite,
  leadsToZod: (target: string) => boolean,
): boolean => {
  const target = targetOf(path, site.specifier);
  if (isProduct(path) && isTest(target)) return false;
  const own = rule.files.map((pattern) => firstStar(pattern, path)).find((part) => part !== undefined) ?? '';
  return rule.may.some((entry) => {
    const [, condition, pattern = ''] = /^(?:(type|zod-free) )?(.*)$/.exec(entry) ?? [];
    if (condition === 'type' && !site.typeOnly) return false;
    if (condition === 'zod-free' && leadsToZod(target)) return false;
    return fits(pattern.replace('<1>', own), target) && !isHiddenDatabase(path, target);
  });
};

const reasonOf = (rule: ImportRule, path: string, site: ImportSite): string =>
  isProduct(path) && isTest(targetOf(path, site.specifier))
    ? 'What only tests need stays with the tests.'
    : rule.reason;

/** `package:**` of an outer layer does not open the database to it. */
const isHiddenDatabase = (path: string, target: string): boolean =>
  databasePackages.some((name) => target === `package:${name}` || target.startsWith(`package:${name}/`)) &&
  /^server\/(api|page|adapter)\//.test(path);

/** Scripts and measurements are no part of what a customer runs: they may build on what the tests have. */
const isProduct = (path: string): boolean => !isTest(path) && !/^(scripts|bench)\//.test(path);

const isTest = (path: string): boolean => /\.test\.ts$|(^|\/)test\//.test(path);

/** What an import names: a path of the repository, `package:name` or `node:name`. */
export const targetOf = (path: string, specifier: string): string => {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(path), specifier);
  if (specifier.startsWith('@gatehouse/')) return specifier.slice('@gatehouse/'.length);
  if (specifier.startsWith('node:')) return specifier;
  return specifier === '' ? '' : `package:${specifier}`;
};

/** Whether running a file of the repository would load zod. */
const zodFinder = (files: readonly SourceFile[]): ((path: string) => boolean) => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const known = new Map<string, boolean>();
  const leadsToZod = (path: string): boolean => {
    const before = known.get(path);
    if (before !== undefined) return before;
    known.set(path, false);
    const targets = (byPath.get(path)?.imports ?? [])
      .filter((site) => !site.typeOnly)
      .map((site) => targetOf(path, site.specifier));
    const answer = targets.some(
      (target) => target === 'package:zod' || target.startsWith('package:zod/') || leadsToZod(target),
    );
    known.set(path, answer);
    return answer;
  };
  return leadsToZod;
};

/** `**` stands for any path, `*` for any part of a name. */
const patternOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split(/(\*\*\/|\*\*|\*)/)
      .map(
        (part) =>
          ({ '**/': '(?:.*/)?', '**': '.*', '*': '([^/]*)' })[part] ?? part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'),
      )
      .join('')}$`,
  );

const patterns = new Map<string, RegExp>();

const compiled = (pattern: string): RegExp => {
  const known = patterns.get(pattern) ?? patternOf(pattern);
  patterns.set(pattern, known);
  return known;
};

const fits = (pattern: string, path: string): boolean =>
  pattern === '**' ? !/^(package|node):/.test(path) : compiled(pattern).test(path);

const firstStar = (pattern: string, path: string): string | undefined => compiled(pattern).exec(path)?.[1];
