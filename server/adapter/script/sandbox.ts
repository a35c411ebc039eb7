import { createHash } from 'node:crypto';
import type { Json } from '@gatehouse/core/json.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten';
import type { ScriptAnswer, ScriptFailure, ScriptOutcome, ScriptRequest } from '../../domain/check/script-port.ts';
import type { Engine } from './engine.ts';
import { describeError, notSettled, outOfMemory, type ScriptError, tookTooLong } from './failure.ts';
import type { ScriptLimits, ToThread } from './message.ts';
import { createMeter } from './meter.ts';
import { CANNOT_BE_SHOWN, type PreludeGiven, prelude } from './prelude.ts';
import { callMember, createHost, type HostFunctions, messageOf } from './virtual-machine.ts';

type Script = Extract<ToThread, { type: 'run' }>['script'];

type Ended =
  | { readonly kind: 'returned'; readonly result: string; readonly next: string | null }
  | { readonly kind: 'failed'; readonly error: ScriptError };

export interface Sandbox {
  /** Computes until the script is done or waits for an answer; null while it waits. */
  start(): Result<ScriptOutcome, ScriptFailure> | null;
  answer(call: number, answer: Result<ScriptAnswer, string>): Result<ScriptOutcome, ScriptFailure> | null;
  /** Throws where the engine itself is broken; its thread is then of no more use. */
  dispose(): void;
}

/** A world for one run of one script, with an engine runtime of its own. */
export const createSandbox = (
  engine: Engine,
  { script, limits }: { script: Script; limits: ScriptLimits },
  onFetch: (call: number, request: ScriptRequest) => void,
): Sandbox => {
  const runtime = engine.quickjs.newRuntime();
  runtime.setMemoryLimit(limits.memoryBytes);
  runtime.setMaxStackSize(limits.stackBytes);
  const meter = createMeter(runtime, limits.computeMs);
  const vm = runtime.newContext();
  const lines: string[] = [];
  const calls = countCalls(limits, onFetch);
  let ended: Ended | null = null;
  const end = (how: Ended): void => {
    ended ??= how;
  };
  const fails = (error: ScriptError): void => end({ kind: 'failed', error });
  const host = createHost(vm, hostFunctions(vm, limits, { calls, lines, end }));
  let controls: QuickJSHandle | null = null;

  const give = (call: number, answer: Result<ScriptAnswer, string>): void => {
    calls.outstanding -= 1;
    const parameters = [vm.newNumber(call), vm.newString(JSON.stringify(answer))];
    if (controls !== null) callMember(vm, controls, 'answer', parameters, (message) => fails(threw(message)));
  };

  /** What waits for promises that are settled now. What a script sets going beyond its end is not run. */
  const runJobs = (): void => {
    while (ended === null && !meter.isOver() && runtime.hasPendingJob()) {
      const done = runtime.executePendingJobs(JOBS_AT_ONCE);
      if (done.error !== undefined) fails(threw(messageOf(vm, done.error)));
      else done.dispose();
    }
  };

  /** One turn of computing: the work, then all that it has set going. */
  const turn = (work: () => void): Result<ScriptOutcome, ScriptFailure> | null => {
    meter.measure(() => {
      work();
      runJobs();
      // A refused call may lead to the next.
      for (let next = calls.refused.shift(); next !== undefined && !meter.isOver(); next = calls.refused.shift()) {
        give(next.call, fail(next.sentence));
        runJobs();
      }
    });
    if (meter.isOver()) return fail(tookTooLong(limits.computeMs));
    const outcome = ended === null ? null : outcomeOf(ended, limits, { lines, computeMs: meter.usedMs() });
    // Without memory the engine cannot always say so: it throws null, or falls silent.
    const isSilent = outcome === null ? calls.outstanding === 0 : saysNothing(ended);
    if (isSilent && engine.hasGrown()) return fail(outOfMemory(limits.memoryBytes));
    return outcome ?? (isSilent ? fail(notSettled) : null);
  };

  return {
    start: () =>
      turn(() => {
        const entered = enterPrelude(vm, host, givenText(script));
        if (!entered.ok) return fails(threw(entered.error));
        controls = entered.value;
        startScript(vm, controls, script, (message) => fails(threw(message)));
      }),
    answer: (call, answer) => turn(() => give(call, answer)),
    dispose: () => {
      controls?.dispose();
      host.dispose();
      vm.dispose();
      runtime.dispose();
    },
  };
};

/** Between two looks at the time. */
const JOBS_AT_ONCE = 100;

const saysNothing = (ended: Ended | null): boolean =>
  ended?.kind === 'failed' && (ended.error.message === 'null' || ended.error.message === CANNOT_BE_SHOWN);

const threw = (message: string): ScriptError => ({ kind: 'threw', message, line: null });

interface Calls {
  /** Made, and not answered yet. */
  outstanding: number;
  readonly refused: { readonly call: number; readonly sentence: string }[];
  make(call: number, request: ScriptRequest): void;
}

const countCalls = (limits: ScriptLimits, onFetch: (call: number, request: ScriptRequest) => void): Calls => {
  let count = 0;
  const calls: Calls = {
    outstanding: 0,
    refused: [],
    make: (call, request) => {
      count += 1;
      calls.outstanding += 1;
      if (count > limits.fetches)
        calls.refused.push({ call, sentence: `A script may call fetch ${limits.fetches} times at most.` });
      else if (Buffer.byteLength(JSON.stringify(request)) > limits.requestBytes)
        calls.refused.push({
          call,
          sentence: `A request of a script may have ${limits.requestBytes} bytes at most.`,
        });
      else onFetch(call, request);
    },
  };
  return calls;
};

/** The script may have changed the language under the prelude's feet: everything that comes from there is taken for text. */
const hostFunctions = (
  vm: QuickJSContext,
  limits: ScriptLimits,
  { calls, lines, end }: { calls: Calls; lines: string[]; end(how: Ended): void },
): HostFunctions => ({
  send: (call, url, method, headers, body) =>
    calls.make(vm.getNumber(call), {
      url: vm.getString(url),
      method: vm.getString(method),
      headers: headersOf(vm.getString(headers)),
      body: textOrNull(vm, body),
    }),
  returned: (result, next) => end({ kind: 'returned', result: vm.getString(result), next: textOrNull(vm, next) }),
  failed: (kind, message, line) => {
    const kindText = vm.getString(kind);
    const lineNumber = vm.getNumber(line);
    end({
      kind: 'failed',
      error: {
        kind: kindText === 'invalid' || kindText === 'unwritable' ? kindText : 'threw',
        message: vm.getString(message),
        line: Number.isInteger(lineNumber) && lineNumber > 0 ? lineNumber : null,
      },
    });
  },
  log: (line) => {
    if (lines.length < limits.logLines) lines.push(vm.getString(line).slice(0, limits.logLineLength).toWellFormed());
  },
});

const textOrNull = (vm: QuickJSContext, handle: QuickJSHandle): string | null =>
  vm.typeof(handle) === 'string' ? vm.getString(handle) : null;

const headersOf = (text: string): Readonly<Record<string, string>> => {
  const headers: object = Object(JSON.parse(text));
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
};

const enterPrelude = (vm: QuickJSContext, host: QuickJSHandle, given: string): Result<QuickJSHandle, string> => {
  const evaluated = vm.evalCode(`(${prelude.toString()})`, 'prelude', { type: 'global' });
  if (evaluated.error !== undefined) return fail(messageOf(vm, evaluated.error));
  const text = vm.newString(given);
  const called = evaluated.value.consume((enter) => vm.callFunction(enter, vm.undefined, host, text));
  text.dispose();
  return called.error === undefined ? ok(called.value) : fail(messageOf(vm, called.error));
};

/** White space and comments, one at a time, so that no source is slow to look at. */
const blank = /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y;

/** How a source begins that can be a function by itself. */
const functionStart = /async\b|function\b|\(|[\w$]+\s*=>/y;

const beginsLikeFunction = (source: string): boolean => {
  blank.lastIndex = 0;
  let start = 0;
  while (blank.test(source)) start = blank.lastIndex;
  functionStart.lastIndex = start;
  return functionStart.test(source);
};

/** A function, or the body of one: only a source that is one expression and begins like a function is taken for the former. */
const startScript = (
  vm: QuickJSContext,
  controls: QuickJSHandle,
  { source, isBody = false }: Pick<Script, 'source' | 'isBody'>,
  onError: (message: string) => void,
): void => {
  if (!isBody && beginsLikeFunction(source)) {
    const expression = vm.evalCode(`(function () { return (${source}\n)})`, 'script', { type: 'global' });
    if (expression.error === undefined) {
      callMember(vm, controls, 'start', [expression.value, vm.true], onError);
      return;
    }
    expression.error.dispose();
  }
  const body = vm.evalCode(`(async function (params) {${source}\n})`, 'script', { type: 'global' });
  if (body.error === undefined) callMember(vm, controls, 'start', [body.value, vm.false], onError);
  else callMember(vm, controls, 'refuse', [body.error], onError);
};

const givenText = ({ params, now, seed, hasFetch, isBody = false }: Script): string => {
  const given: PreludeGiven = {
    params,
    nowMs: Date.parse(now),
    seed: seedWords(seed),
    hasFetch,
    isBody,
    cannotBeShown: CANNOT_BE_SHOWN,
  };
  return JSON.stringify(given);
};

const seedWords = (seed: string): PreludeGiven['seed'] => {
  const digest = createHash('sha256').update(seed).digest();
  return [digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), digest.readInt32LE(12) | 1];
};

const outcomeOf = (
  ended: Ended,
  limits: ScriptLimits,
  rest: Pick<ScriptOutcome, 'lines' | 'computeMs'>,
): Result<ScriptOutcome, ScriptFailure> => {
  if (ended.kind === 'failed') return fail(describeError(ended.error, limits));
  if (Buffer.byteLength(ended.result) > limits.resultBytes)
    return fail({
      code: 'script_result_invalid',
      sentence: `The script returned more than ${limits.resultBytes} bytes of JSON.`,
    });
  const result: Json = JSON.parse(ended.result);
  return ok({ result, next: ended.next, ...rest });
};
