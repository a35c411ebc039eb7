import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { repository } from '../lint/repository-sources.ts';
import { emptyStage, type StageResult } from './stage.ts';

/** Runs a program of the repository; what it prints is shown when it fails, or always where it measures something. */
export const runCommandStage = async (
  name: string,
  program: string,
  args: readonly string[],
  { isShown = false }: { readonly isShown?: boolean } = {},
): Promise<StageResult> => {
  const start = performance.now();
  const child = spawn(program, args, {
    cwd: repository,
    env: { ...process.env, PATH: `${join(repository, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed: Promise<unknown[]> = once(child, 'close');
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  const seconds = (performance.now() - start) / 1000;
  console.log(`\n${name}\n  ${code === 0 ? 'ok' : 'FAILED'}  ${seconds.toFixed(1)} s`);
  if (code !== 0 || isShown) console.log(indent(`${output}${errors}`.trim()));
  return { ...emptyStage(name), passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, seconds };
};

const indent = (text: string): string => text.replaceAll(/^/gm, '    ');
