import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { after, test } from 'node:test';
import type { Json } from '@gatehouse/core/json.ts';
import type { ScriptFailureCode, ScriptFetch, ScriptRequest, ScriptRun } from '../../domain/check/script-port.ts';
import { createScriptRunner, scriptLimits } from './script-runner.ts';

const runner = createScriptRunner({ threads: 2 });
after(() => runner.close());

const script = (source: string, changes: Partial<ScriptRun> = {}): ScriptRun => ({
  source,
  params: {},
  now: '2031-05-01T12:00:00.123Z',
  seed: 'seed',
  fetch: null,
  ...changes,
});

const outcomeOf = async (source: string, changes: Partial<ScriptRun> = {}, by = runner) => {
  const ran = await by.run(script(source, changes));
  if (!ran.ok) assert.fail(`${ran.error.code}: ${ran.error.sentence}`);
  return ran.value;
};

const resultOf = async (source: string, changes: Partial<ScriptRun> = {}): Promise<Json> =>
  (await outcomeOf(source, changes)).result;

const failureOf = async (source: string, changes: Partial<ScriptRun> = {}, by = runner) => {
  const ran = await by.run(script(source, changes));
  if (ran.ok) assert.fail(`It ended well: ${JSON.stringify(ran.value)}`);
  return ran.error;
};

const forms: readonly [what: string, source: string, result: Json, next: string | null][] = [
  ['a body', 'return params.list.length', 2, null],
  ['a body with a function of its own', 'function twice(x) { return 2 * x }\nreturn twice(params.n)', 42, null],
  ['a body that waits', 'return await Promise.resolve(params.n)', 21, null],
  ['a body that returns nothing', 'const x = 1', null, null],
  ['an empty body', '', null, null],
  ['a body that ends with a comment', 'return 1 // one', 1, null],
  ['a body that begins like a function', '(function () {})(); return 5', 5, null],
  ['a function', '(async function (params) { return params.n })', 21, null],
  ['a function without brackets', 'function (params) { return params.n }', 21, null],
  ['a function after comments', '// first\n/* second */ (params) => params.n', 21, null],
  ['an arrow', 'params => params.n', 21, null],
  ['an arrow that waits', 'async ({ n }) => n', 21, null],
  ['a result and a branch', 'return { result: { a: 1 }, next: "high" }', { a: 1 }, 'high'],
  ['a branch alone', 'return { next: "high" }', null, 'high'],
  ['a result alone', 'return { result: [1] }', [1], null],
  ['an object with a member next among others', 'return { next: "high", score: 1 }', { next: 'high', score: 1 }, null],
  ['an empty object', 'return {}', {}, null],
  [
    'what JSON leaves out',
    'return { a: undefined, b: () => 1, c: NaN, d: new Date(0) }',
    { c: null, d: '1970-01-01T00:00:00.000Z' },
    null,
  ],
  ['a name of a prototype', 'return JSON.parse(\'{"__proto__": 1}\')', JSON.parse('{"__proto__": 1}'), null],
];
for (const [what, source, result, next] of forms) {
  test(`${what} gives ${JSON.stringify(result)}${next === null ? '' : ` and ${next}`}`, async () => {
    const outcome = await outcomeOf(source, { params: { n: 21, list: [1, 2] } });
    assert.deepEqual([outcome.result, outcome.next], [result, next]);
  });
}

const bodies: readonly [what: string, source: string, result: Json, next: string | null][] = [
  ['sets next without declaring it', 'next = "high"', null, 'high'],
  ['has a next in its result', 'next = "high"; return { next: "low", n: 1 }', { next: 'low', n: 1 }, 'low'],
  ['names nothing', 'return 1', 1, null],
  ['sets an empty next', 'next = ""; return { next: "" }', { next: '' }, null],
  ['has a next that is data', 'next = "high"; return { next: { a: 1 } }', { next: { a: 1 } }, 'high'],
  ['returns a pair', 'return { result: { a: 1 }, next: "low" }', { result: { a: 1 }, next: 'low' }, 'low'],
  ['begins like a function', '(() => { next = "high" })()', null, 'high'],
  ['uses what strict mode forbids', 'a = 010; with ({ b: 2 }) { return a + b }', 10, null],
  ['keeps next to itself', 'const next = "high"; return 1', 1, null],
  ['returns false', 'return false', false, null],
  ['leaves its result undeclared', 'result = { a: 1 }; result.next = "low"', { a: 1, next: 'low' }, 'low'],
  ['returns something else than it left', 'result = { a: 1 }; return { b: 2 }', { b: 2 }, null],
];
for (const [what, source, result, next] of bodies) {
  test(`a body that ${what}`, async () => {
    const outcome = await outcomeOf(source, { isBody: true });
    assert.deepEqual([outcome.result, outcome.next], [result, next]);
  });
}

const bytes = String.fromCharCode(...Array.from({ length: 256 }, (_, index) => index));
for (const text of ['', 'a', 'ab', 'abc', 'user:pässword', bytes]) {
  test(`base64 of ${JSON.stringify(text).slice(0, 20)} is what others make of it`, async () => {
    const base64 = btoa(text);
    const source =
      'const made = btoa(params.text); return [made, atob(made), atob(" " + made.replace(/=+$/, "") + "\\n")]';
    assert.deepEqual(await resultOf(source, { params: { text } }), [base64, text, text]);
  });
}
for (const source of ['btoa("€")', 'atob("a")', 'atob("a*b=")', 'atob("====")']) {
  test(`${source} throws`, async () => {
    assert.equal((await failureOf(`return ${source}`)).code, 'script_threw');
  });
}

test('a script that is no body names no branch by an undeclared variable', async () => {
  assert.equal((await outcomeOf('next = "high"')).next, null);
});

test('a body that sets next to no text has failed', async () => {
  const { code, sentence } = await failureOf('next = 5', { isBody: true });
  assert.equal(code, 'script_result_invalid');
  assert.match(sentence, /name of a branch/);
});

test('the same time and seed give the same run, whatever the thread, and another seed another', async () => {
  const source = `return [
    Date.now(), new Date().toISOString(), Date(), new Date(2031, 0, 1).toISOString(), new Date('2031-06-01T10:00').getTime(),
    new Date(0).toString(), new Date().getTimezoneOffset(), new Date() instanceof Date, new Date().constructor === Date,
    Math.random(), Math.random(), Math.random()]`;
  const single = createScriptRunner({ threads: 1, runsPerThread: 1 });
  const first = await single.run(script(source));
  const second = await single.run(script(source));
  await single.close();
  assert.ok(first.ok && second.ok);
  assert.deepEqual(first.value.result, second.value.result);
  // Pinned: what was recorded has to be what a later release would compute.
  assert.deepEqual(first.value.result, [
    1935403200123,
    '2031-05-01T12:00:00.123Z',
    'Thu May 01 2031 12:00:00 GMT+0000',
    '2031-01-01T00:00:00.000Z',
    1938074400000,
    'Thu Jan 01 1970 00:00:00 GMT+0000',
    0,
    true,
    true,
    ...randomOfSeed,
  ]);
  assert.notDeepEqual(await resultOf('return Math.random()', { seed: 'other' }), randomOfSeed[0]);
});
const randomOfSeed: readonly number[] = [0.09781329878254852, 0.8777867215147668, 0.20013290311674692];

test('random numbers fill the range from 0 to 1 evenly', async () => {
  const counts = await resultOf(
    'const counts = Array(10).fill(0); for (let i = 0; i < 10000; i++) counts[Math.floor(Math.random() * 10)]++; return counts',
  );
  assert.ok(Array.isArray(counts) && counts.length === 10);
  for (const count of counts) assert.ok(Math.abs(Number(count) - 1000) < 150, String(counts));
});

test('nothing of the machine is in reach', async () => {
  const reached = await resultOf(`
    const names = ['process', 'require', 'module', 'global', 'Buffer', 'fetch', 'WebAssembly', 'setTimeout', 'performance',
      'std', 'os', 'print', 'postMessage', 'host', 'given', 'prelude', 'structuredClone', 'queueMicrotask'];
    const viaFunction = [].constructor.constructor('return names => names.filter(name => typeof globalThis[name] !== "undefined")');
    const viaAsync = (async () => {}).constructor('return typeof process');
    const frames = (() => { try { return viaFunction.caller } catch { return null } })();
    return [names.filter((name) => typeof globalThis[name] !== 'undefined'), viaFunction()(names), await viaAsync(), frames ?? null]`);
  assert.deepEqual(reached, [[], [], 'undefined', null]);
});

test('no module can be imported', async () => {
  for (const name of ['fs', 'node:fs', './prelude.ts', 'https://example.com/x.js', 'data:text/javascript,1'])
    assert.equal((await failureOf(`return await import(${JSON.stringify(name)})`)).code, 'script_threw');
});

test('what one script leaves behind, the next does not find', async () => {
  const single = createScriptRunner({ threads: 1 });
  await outcomeOf('globalThis.left = 1; Object.prototype.left = 2; Array.prototype.map = null; return 1', {}, single);
  const found = await outcomeOf('return [typeof left, typeof ({}).left, [1].map((x) => x)]', {}, single);
  assert.deepEqual(found.result, ['undefined', 'undefined', [1]]);
  await single.close();
});

test('what is logged comes with the outcome, up to twenty lines', async () => {
  const { lines } = await outcomeOf('console.log("a", 1, { b: [2] }); console.error(new Error("x")); return 1');
  assert.deepEqual(lines, ['a 1 {"b":[2]}', 'Error: x']);
  const many = await outcomeOf('for (let i = 0; i < 100; i++) console.log("x".repeat(10000)); return 1');
  assert.equal(many.lines.length, 20);
  assert.ok(many.lines.every((line) => line.length === scriptLimits.logLineLength));
});

const failures: readonly [what: string, source: string, code: ScriptFailureCode, sentence: RegExp][] = [
  ['an error', 'const a = 1;\nthrow new Error("no such person")', 'script_threw', /line 2.*no such person\.$/],
  ['an error in a callback', '[1].map(() => { throw new TypeError("x") })', 'script_threw', /TypeError: x/],
  ['a name that does not exist', '\n\nnope()', 'script_threw', /line 3.*nope/],
  ['a text that is thrown', 'throw "text"', 'script_threw', /: text\.$/],
  ['an object that is thrown', 'throw { code: 3 }', 'script_threw', /"code":3/],
  ['nothing that is thrown', 'throw undefined', 'script_threw', /undefined/],
  ['a rejected promise', 'await Promise.reject(new Error("no"))', 'script_threw', /no\.$/],
  [
    'an error that cannot be shown',
    'throw { toJSON() { throw 1 }, toString() { throw 2 } }',
    'script_threw',
    /cannot be shown/,
  ],
  ['half a line', 'return (', 'script_invalid', /cannot be read.*SyntaxError/],
  ['a mistake in the third line', '\n\nlet = = 3', 'script_invalid', /line 3/],
  ['TypeScript', 'const a: number = 1', 'script_invalid', /SyntaxError/],
  ['an import', 'import fs from "fs"', 'script_invalid', /SyntaxError/],
  ['a promise that never settles', 'await new Promise(() => {})', 'script_never_settled', /waits/],
  ['a promise that never settles, returned', 'return new Promise(() => {})', 'script_never_settled', /waits/],
  ['a circle', 'const a = {}; a.a = a; return a', 'script_result_invalid', /circular/],
  ['a BigInt', 'return 1n', 'script_result_invalid', /BigInt/],
  ['a function', 'return () => 1', 'script_result_invalid', /JSON/],
  ['a branch that is no text', 'return { next: 1 }', 'script_result_invalid', /next/],
  ['a getter that throws', 'return { get a() { throw new Error("got") } }', 'script_result_invalid', /got/],
  ['a large result', `return "x".repeat(${scriptLimits.resultBytes})`, 'script_result_invalid', /bytes/],
  [
    'a large result in small letters',
    `return "ä".repeat(${scriptLimits.resultBytes / 2})`,
    'script_result_invalid',
    /bytes/,
  ],
];
for (const [what, source, code, sentence] of failures) {
  test(`${what} ends in ${code}`, async () => {
    const failure = await failureOf(source);
    assert.equal(failure.code, code);
    assert.match(failure.sentence, sentence);
  });
}

test('a message is cut to 500 characters', async () => {
  assert.ok((await failureOf('throw new Error("x".repeat(1e5) + "\\ud800")')).sentence.length < 600);
});

test('what is too large to be given is refused', async () => {
  assert.equal((await failureOf(' '.repeat(scriptLimits.sourceBytes + 1))).code, 'script_invalid');
  const params = { text: 'x'.repeat(scriptLimits.paramsBytes) };
  assert.equal((await failureOf('return 1', { params })).code, 'script_params_too_large');
  const nearly = { text: 'x'.repeat(scriptLimits.paramsBytes - 100) };
  assert.equal(await resultOf('return params.text.length', { params: nearly }), scriptLimits.paramsBytes - 100);
});

const abuses: readonly [what: string, source: string, codes: readonly ScriptFailureCode[]][] = [
  ['an endless loop', 'for (;;);', ['script_took_too_long']],
  ['an endless loop that catches', 'for (;;) try { for (;;); } catch {}', ['script_took_too_long']],
  ['an endless chain of promises', 'for (;;) await null', ['script_took_too_long']],
  ['a pattern without end', 'return /^(a+)+$/.test("a".repeat(40) + "b")', ['script_took_too_long']],
  ['a getter without end', 'return { get a() { for (;;); } }', ['script_took_too_long']],
  ['a proxy without end', 'return new Proxy({}, { ownKeys() { for (;;); } })', ['script_took_too_long']],
  ['a text without end', 'let s = "x"; for (;;) s += s', ['script_threw', 'script_out_of_memory']],
  [
    'texts without end',
    'const a = []; for (;;) a.push("x".repeat(1e5) + a.length)',
    ['script_out_of_memory', 'script_took_too_long'],
  ],
  ['objects without end', 'const a = []; for (;;) a.push({ a })', ['script_out_of_memory', 'script_took_too_long']],
  [
    'lists without end',
    'const a = []; for (;;) a.push(new Array(1000).fill(1))',
    ['script_out_of_memory', 'script_took_too_long'],
  ],
  ['one large list', 'return new Uint8Array(1e9).length', ['script_out_of_memory']],
  ['recursion without end', 'const f = () => f() + 1; return f()', ['script_too_deep']],
  [
    'promises without end',
    'let p = Promise.resolve(); for (;;) p = p.then(() => 1)',
    ['script_out_of_memory', 'script_took_too_long'],
  ],
  [
    'endless functions that wait',
    'const f = () => Promise.resolve().then(f); return f()',
    ['script_took_too_long', 'script_out_of_memory'],
  ],
  ['recursion that waits', 'const f = async () => { await f() }; return f()', ['script_too_deep']],
  ['brackets without end', `return ${'('.repeat(30_000)}1${')'.repeat(30_000)}`, ['script_too_deep', 'script_invalid']],
  ['a function made of brackets', 'return new Function("[".repeat(1e6))', ['script_too_deep', 'script_threw']],
  ['an endless list that is joined', 'return new Array(1e9).join("").length', ['script_took_too_long']],
  ['deep JSON', 'return JSON.parse("[".repeat(1e5))', ['script_threw', 'script_too_deep']],
  [
    'a deep result',
    'let o = {}; for (let i = 0; i < 1e4; i++) o = { o }; return o',
    ['script_result_invalid', 'script_too_deep', 'script_took_too_long'],
  ],
  // Nothing in it looks at the time, so that the thread has to be ended from outside.
  ['long steps of the engine itself', 'for (let i = 0; i < 9000; i++) "x".repeat(1e5)', ['script_took_too_long']],
  [
    'a large power',
    'return String(10n ** 200000n).length + String(10n ** 200000n).length',
    ['script_took_too_long', 'script_threw'],
  ],
];
for (const [what, source, codes] of abuses) {
  test(`${what} ends with a reason, and later scripts run`, async () => {
    const failure = await failureOf(source);
    assert.ok(codes.includes(failure.code), `${failure.code}: ${failure.sentence}`);
    assert.equal(await resultOf('return 1 + 1'), 2);
  });
}

test('the server goes on while an endless script runs', async () => {
  let isOver = false;
  let turns = 0;
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  count();
  await failureOf('for (;;) {}');
  isOver = true;
  assert.ok(turns > 10, `The event loop turned ${turns} times.`);
});

test('a script that catches the end of its memory may go on, but its thread is not used again', async () => {
  const single = createScriptRunner({ threads: 1 });
  const source = 'const a = []; try { for (;;) a.push(new Uint8Array(1e5)) } catch (error) { return String(error) }';
  for (let round = 0; round < 3; round += 1) {
    assert.match(String((await outcomeOf(source, {}, single)).result), /out of memory/);
    assert.equal((await outcomeOf('return 1', {}, single)).result, 1);
  }
  await single.close();
});

test('changing the language under the prelude harms only the script itself', async () => {
  const changes = [
    'Object.prototype.toJSON = () => 5',
    'Promise.prototype.then = () => 1',
    'JSON.stringify = null; JSON.parse = null',
    'Map.prototype.set = null; Map.prototype.get = null',
    'Array.prototype.every = () => true; Array.prototype.map = null',
    'Object.keys = null; Object.fromEntries = null; Reflect.construct = null',
    'Object.defineProperty(Array.prototype, Symbol.iterator, { value: null })',
    'Object.defineProperty(Object.prototype, "kind", { value: "failed" })',
    'RegExp.prototype.exec = () => ({ 1: {} })',
    'String.prototype.toUpperCase = () => ({})',
    'Error.prototype.toString = () => ({})',
    'globalThis.Error = null; globalThis.Promise = null',
  ];
  const fetch: ScriptFetch = async () => ({ ok: true, value: { status: 200, headers: {}, body: '' } });
  for (const change of changes) {
    const ran = await runner.run(
      script(`${change}; await fetch("https://a.example", { headers: { a: "b" } }); throw new Error("x")`, { fetch }),
    );
    assert.ok(!ran.ok, change);
    assert.equal(typeof ran.error.sentence, 'string');
    assert.equal(await resultOf('return 1'), 1);
  }
});

/** Answers with what it was asked, and says what it was asked. */
const echo = (): { fetch: ScriptFetch; asked: ScriptRequest[] } => {
  const asked: ScriptRequest[] = [];
  const fetch: ScriptFetch = async (request) => {
    asked.push(request);
    const body = JSON.stringify({ number: asked.length });
    return { ok: true, value: { status: 201, headers: { 'content-type': 'application/json' }, body } };
  };
  return { fetch, asked };
};

test('what a script has set going beyond its end is not run', async () => {
  const endless = 'const again = () => Promise.resolve().then(again); again(); return 9';
  const { result, computeMs } = await outcomeOf(endless);
  assert.equal(result, 9);
  assert.ok(computeMs < 100);
});

test('a fetch brings status, headers and body', async () => {
  const { fetch, asked } = echo();
  const result = await resultOf(
    `const answer = await fetch('https://api.example.com/a?b=c', { method: 'post', headers: { 'X-A': 1 }, body: '{}' });
     return [answer.status, answer.ok, answer.headers.get('Content-Type'), answer.headers.has('constructor'), await answer.json(), await answer.text()]`,
    { fetch },
  );
  assert.deepEqual(result, [201, true, 'application/json', false, { number: 1 }, '{"number":1}']);
  assert.deepEqual(asked, [
    { url: 'https://api.example.com/a?b=c', method: 'POST', headers: { 'X-A': '1' }, body: '{}' },
  ]);
});

test('several fetches may be under way at once, and answers find their calls', async () => {
  const { fetch } = echo();
  const source =
    'const all = await Promise.all([1, 2, 3].map(() => fetch("https://a.example"))); return Promise.all(all.map((one) => one.json()))';
  assert.deepEqual(await resultOf(source, { fetch }), [{ number: 1 }, { number: 2 }, { number: 3 }]);
});

test('a fetch that fails rejects with the sentence, which a script may catch', async () => {
  const fetch: ScriptFetch = async () => ({ ok: false, error: 'The host evil.example is not allowed.' });
  const source =
    'try { await fetch("https://evil.example/?q=1") } catch (error) { return error instanceof Error && error.message }';
  assert.equal(await resultOf(source, { fetch }), 'The host evil.example is not allowed.');
  const failure = await failureOf('await fetch("https://evil.example/?q=1")', { fetch });
  assert.equal(failure.code, 'script_threw');
  assert.match(failure.sentence, /The host evil\.example is not allowed\.$/);
});

test('a fetch that throws on our side is a failure of the fetch, without our words', async () => {
  const fetch: ScriptFetch = async () => {
    throw new Error('internal detail');
  };
  const failure = await failureOf('await fetch("https://a.example")', { fetch });
  assert.equal(failure.code, 'script_threw');
  assert.doesNotMatch(failure.sentence, /internal detail/);
});

test('more than five fetches are refused, however they are called', async () => {
  const { fetch, asked } = echo();
  const source = `const all = await Promise.allSettled(Array.from({ length: 50 }, () => fetch('https://a.example')));
    const late = await fetch('https://a.example').catch((error) => error.message);
    return [all.filter(({ status }) => status === 'fulfilled').length, late]`;
  assert.deepEqual(await resultOf(source, { fetch }), [5, 'A script may call fetch 5 times at most.']);
  assert.equal(asked.length, 5);
});

test('a fetch with a body that is no text, or that is too large, is refused', async () => {
  const { fetch, asked } = echo();
  assert.match(
    (await failureOf('await fetch("https://a.example", { body: {} })', { fetch })).sentence,
    /JSON\.stringify/,
  );
  const large = `await fetch("https://a.example", { method: "POST", body: "x".repeat(${scriptLimits.requestBytes}) })`;
  assert.match((await failureOf(large, { fetch })).sentence, /65536 bytes at most/);
  assert.equal(asked.length, 0);
});

test('a script that ends without waiting for its fetch has it aborted', async () => {
  const aborted = Promise.withResolvers<void>();
  const fetch: ScriptFetch = (_request, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        aborted.resolve();
        reject(signal.reason);
      });
    });
  assert.equal(await resultOf('fetch("https://a.example"); return 7', { fetch }), 7);
  await aborted.promise;
  assert.equal(await resultOf('return 8'), 8);
});

test('waiting for an answer is not computing: a slow answer does not end the script, and a loop after it does', async () => {
  const fetch: ScriptFetch = () =>
    new Promise((resolve) => {
      setTimeout(() => resolve({ ok: true, value: { status: 200, headers: {}, body: 'late' } }), 2000);
    });
  const source = 'const answer = await fetch("https://a.example"); return answer.text()';
  const looping = 'await fetch("https://a.example"); for (;;);';
  const [outcome, failure] = await Promise.all([outcomeOf(source, { fetch }), failureOf(looping, { fetch })]);
  assert.equal(outcome.result, 'late');
  assert.ok(outcome.computeMs < 200);
  assert.equal(failure.code, 'script_took_too_long');
});

test('a refusal that comes at once does not switch off the end from outside', async () => {
  const fetch: ScriptFetch = async () => ({ ok: false, error: 'refused' });
  const source = 'await fetch("https://a.example").catch(() => 0); for (let i = 0; i < 9000; i++) "x".repeat(1e5)';
  const startedAt = performance.now();
  assert.equal((await failureOf(source, { fetch })).code, 'script_took_too_long');
  assert.ok(performance.now() - startedAt < 10_000);
});

test('computing is counted over all turns of a script', async () => {
  const { fetch } = echo();
  const source = `for (let turn = 0; turn < 5; turn++) {
    await fetch('https://a.example');
    for (let i = 0; i < 3e6; i++) Math.sqrt(i);
  }`;
  assert.equal((await failureOf(source, { fetch })).code, 'script_took_too_long');
});

test('as many scripts run at once as there are threads, the others in their turn', async () => {
  const two = createScriptRunner({ threads: 2 });
  let running = 0;
  let most = 0;
  const fetch: ScriptFetch = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 20));
    running -= 1;
    return { ok: true, value: { status: 200, headers: {}, body: '' } };
  };
  const source = 'await fetch("https://a.example"); return params.n';
  const all = await Promise.all(Array.from({ length: 8 }, (_, n) => outcomeOf(source, { fetch, params: { n } }, two)));
  assert.deepEqual(
    all.map(({ result }) => result),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
  assert.equal(most, 2);
  await two.close();
});

test('a thread is replaced after so many runs, and scripts that wait for their turn do not notice', async () => {
  const recycled = createScriptRunner({ threads: 1, runsPerThread: 2 });
  const all = await Promise.all(
    Array.from({ length: 7 }, (_, n) => outcomeOf('return params.n', { params: { n } }, recycled)),
  );
  assert.deepEqual(
    all.map(({ result }) => result),
    [0, 1, 2, 3, 4, 5, 6],
  );
  await recycled.close();
});

/** The program of a thread that breaks in some way. */
const broken = (code: string) =>
  createScriptRunner({
    threads: 1,
    program: new URL(
      `data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; ${code}`)}`,
    ),
  });

test('a thread that dies ends its script with a reason, each time anew', async () => {
  const dying = broken(`parentPort.on('message', () => process.exit(1)); parentPort.postMessage({ type: 'ready' });`);
  assert.equal((await failureOf('return 1', {}, dying)).code, 'script_crashed');
  assert.equal((await failureOf('return 1', {}, dying)).code, 'script_crashed');
  const throwing = broken(
    `parentPort.on('message', () => { throw new Error('x') }); parentPort.postMessage({ type: 'ready' });`,
  );
  assert.equal((await failureOf('return 1', {}, throwing)).code, 'script_crashed');
  await Promise.all([dying.close(), throwing.close()]);
});

test('threads that cannot be started throw, for all who wait', async () => {
  const failing = broken(`throw new Error('no engine')`);
  const both = await Promise.allSettled([failing.run(script('return 1')), failing.run(script('return 1'))]);
  assert.deepEqual(
    both.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  await assert.rejects(failing.run(script('return 1')), /no engine/);
  await failing.close();
});

test('closing ends what runs and refuses what waits', async () => {
  const closing = createScriptRunner({ threads: 1 });
  const started = Promise.withResolvers<void>();
  const fetch: ScriptFetch = (_request, signal) => {
    started.resolve();
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };
  const running = closing.run(script('await fetch("https://a.example")', { fetch }));
  const waiting = closing.run(script('return 1'));
  const refused = assert.rejects(waiting, /no more scripts/);
  await started.promise;
  await closing.close();
  const ran = await running;
  assert.equal(ran.ok ? null : ran.error.code, 'script_crashed');
  await refused;
  await assert.rejects(closing.run(script('return 1')), /no more scripts/);
});

test('idle threads do not keep a process alive', async () => {
  // Never closed: if its thread held the process, this file would not end.
  const idle = createScriptRunner({ threads: 1 });
  assert.equal((await outcomeOf('return 1', {}, idle)).result, 1);
});
