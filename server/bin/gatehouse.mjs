#!/usr/bin/env node
// Plain JavaScript, so that any Node can read it: it finds a Node that is new enough to run the rest, which is TypeScript.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const oldest = { major: 22, minor: 18 };

const isNewEnough = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
};

/** The Node that npm brought along lies in a node_modules folder here or further up. */
const findPackagedNode = () => {
  const name = join('node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return join(folder, name);
    if (folder === dirname(folder)) return null;
  }
};

/** Runs this file again under another Node, as if that had been called: with its streams, signals and exit code. */
const runUnder = (node) => {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    console.error(`The packaged Node cannot be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.once('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 128 + constants.signals[signal];
  });
};

const packagedNode = isNewEnough() ? null : findPackagedNode();
if (isNewEnough()) {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache(fileURLToPath(new URL('../../build/compile-cache', import.meta.url)));
  const { runCli } = await import('../cli.ts');
  process.exitCode = await runCli(process.argv.slice(2));
} else if (packagedNode === null) {
  console.error(
    `Gatehouse needs Node ${oldest.major}.${oldest.minor} or newer, and this is ${process.versions.node}. Install a newer one, or run npm ci without leaving out optional packages: on Linux they bring one along.`,
  );
  process.exitCode = 1;
} else {
  runUnder(packagedNode);
}
