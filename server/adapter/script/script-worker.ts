import { parentPort, workerData } from 'node:worker_threads';
import { fail, type Result } from '@gatehouse/core/result.ts';
import type { ScriptFailure, ScriptOutcome } from '../../domain/check/script-port.ts';
import { loadEngine } from './engine.ts';
import { crashed, isAbuse, outOfMemory, tooDeep } from './failure.ts';
import type { FromThread, ScriptLimits, ToThread } from './message.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';

/*
 * The program of a script's thread: one script at a time, each in a sandbox of its own.
 */

const port = parentPort;
if (port === null) throw new Error('This file is the program of a worker thread.');

// The engine asks its host for the offset of local time: the same script has to say the same on every machine.
Date.prototype.getTimezoneOffset = () => 0;

const limits: ScriptLimits = workerData;
const engine = await loadEngine(limits.memoryBytes);
const say = (message: FromThread): void => port.postMessage(message);

let current: { readonly run: number; readonly sandbox: Sandbox; answers: number } | null = null;

port.on('message', (message: ToThread) => {
  try {
    const outcome = step(message);
    if (outcome === null) say({ type: 'waiting', answers: current?.answers ?? 0 });
    else if (outcome !== undefined) finish(outcome);
  } catch (error) {
    say({ type: 'done', outcome: fail(reasonOf(error)), isSpent: true });
  }
});

/** What the engine throws at its host is the end of the engine: mostly it had no memory or no stack left to go on. */
const reasonOf = (error: unknown): ScriptFailure => {
  if (error instanceof RangeError) return tooDeep;
  return engine.hasGrown() ? outOfMemory(limits.memoryBytes) : crashed;
};

/** Null while the script waits; undefined where the message came too late to matter. */
const step = (message: ToThread): Result<ScriptOutcome, ScriptFailure> | null | undefined => {
  if (message.type === 'run') {
    const sandbox = createSandbox(engine, { ...message, limits }, (call, request) =>
      say({ type: 'fetch', call, request }),
    );
    current = { run: message.run, sandbox, answers: 0 };
    return sandbox.start();
  }
  if (current?.run !== message.run) return undefined;
  current.answers += 1;
  return current.sandbox.answer(message.call, message.answer);
};

const finish = (outcome: Result<ScriptOutcome, ScriptFailure>): void => {
  let isSpent = engine.hasGrown() || (!outcome.ok && isAbuse(outcome.error));
  try {
    // An engine that ends with its thread need not be tidied up, and after such a run it might not survive that.
    if (!isSpent) current?.sandbox.dispose();
  } catch {
    isSpent = true;
  }
  current = null;
  say({ type: 'done', outcome, isSpent });
};

say({ type: 'ready' });
