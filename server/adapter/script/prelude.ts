/*
 * What a script finds in its world beyond the language itself. The function below never runs here: its text is evaluated
 * inside the sandbox, so it may use nothing but its arguments and what a bare JavaScript engine has.
 */

/** The functions of the host, the only ones there are. The host takes every argument for the text or number that it should be. */
export interface PreludeHost {
  /** `headers` is JSON. */
  send(call: number, url: string, method: string, headers: string, body: string | null): void;
  /** `result` is JSON. */
  returned(result: string, next: string | null): void;
  failed(kind: FailureKind, message: string, line: number | null): void;
  log(line: string): void;
}

/** Said of a value that has no text: one that refuses, or one met when there was no memory left to write it. */
export const CANNOT_BE_SHOWN = 'something that cannot be shown';

/** Where a script failed: before it ran, while it ran, or with what it returned. */
export type FailureKind = 'invalid' | 'threw' | 'unwritable';

export interface PreludeGiven {
  readonly params: unknown;
  readonly nowMs: number;
  /** Four words of 32 bits, not all of them zero. */
  readonly seed: readonly [number, number, number, number];
  readonly hasFetch: boolean;
  readonly isBody: boolean;
  /** Stands for what has no text. */
  readonly cannotBeShown: string;
}

interface GivenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface PreludeControls {
  /** Runs what `compiled` is: the script itself, or with `isExpression` a function that gives it. */
  start(compiled: (params: unknown) => unknown, isExpression: boolean): void;
  /** Tells that the script could not be compiled. */
  refuse(error: unknown): void;
  /** The answer of a call: `{ ok, value | error }` as text. */
  answer(call: number, text: string): void;
}

export function prelude(host: PreludeHost, givenText: string): PreludeControls {
  // Kept at hand, because the script may change what the names stand for.
  const { parse, stringify } = JSON;
  const { keys, freeze, defineProperty, hasOwn } = Object;
  const { isArray } = Array;
  const RealDate = Date;
  const { get: getMember } = Reflect;
  const given: PreludeGiven = parse(givenText);

  /** xoshiro128** (Blackman and Vigna), two words for the 53 bits of a number. */
  const state = [...given.seed] as [number, number, number, number];
  const rotate = (word: number, by: number) => (word << by) | (word >>> (32 - by));
  const nextWord = (): number => {
    const word = Math.imul(rotate(Math.imul(state[1], 5), 7), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 11);
    return word;
  };
  Math.random = () => ((nextWord() >>> 5) * 2 ** 26 + (nextWord() >>> 6)) / 2 ** 53;

  /** The clock stands at the time of the run. */
  function FixedDate(...parts: []): unknown {
    if (new.target === undefined) return new RealDate(given.nowMs).toString();
    return Reflect.construct(RealDate, parts.length === 0 ? [given.nowMs] : parts, new.target);
  }
  FixedDate.prototype = RealDate.prototype;
  FixedDate.now = () => given.nowMs;
  FixedDate.parse = RealDate.parse;
  FixedDate.UTC = RealDate.UTC;
  defineProperty(FixedDate, 'name', { value: 'Date' });
  defineProperty(RealDate.prototype, 'constructor', { value: FixedDate, writable: true, configurable: true });
  defineProperty(globalThis, 'Date', { value: FixedDate, writable: true, configurable: true });

  const show = (value: unknown): string => {
    if (typeof value === 'string') return value;
    try {
      return (value instanceof Error ? String(value) : stringify(value)) ?? String(value);
    } catch {
      return given.cannotBeShown;
    }
  };
  const log = (...values: unknown[]) => host.log(values.map(show).join(' '));
  defineProperty(globalThis, 'console', { value: { log, info: log, warn: log, error: log, debug: log } });

  /** Base64 of texts whose characters are bytes, as browsers have it (HTML, section 8.3). */
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const toBase64 = (value: unknown): string => {
    const text = String(value);
    let base64 = '';
    for (let index = 0; index < text.length; index += 3) {
      const bytes = [0, 1, 2].map((offset) => text.charCodeAt(index + offset));
      if (bytes.some((byte) => byte > 255)) throw new TypeError('btoa takes characters up to U+00FF.');
      const [first = 0, second = 0, third = 0] = bytes.map((byte) => byte || 0);
      const word = (first << 16) | (second << 8) | third;
      const quad = [18, 12, 6, 0].map((shift) => digits[(word >> shift) & 63]).join('');
      const left = text.length - index;
      base64 += left < 3 ? quad.slice(0, left + 1) + '='.repeat(3 - left) : quad;
    }
    return base64;
  };
  const fromBase64 = (value: unknown): string => {
    const base64 = String(value).replace(/[\t\n\f\r ]/g, '');
    const bare = base64.length % 4 === 0 ? base64.replace(/={1,2}$/, '') : base64;
    if (bare.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(bare)) throw new TypeError('atob takes base64.');
    let text = '';
    for (let index = 0; index < bare.length; index += 4) {
      const quad = [0, 1, 2, 3].map((offset) => digits.indexOf(bare[index + offset] ?? 'A'));
      const word = quad.reduce((sum, digit) => (sum << 6) | digit, 0);
      text += String.fromCharCode(...[16, 8, 0].map((shift) => (word >> shift) & 255)).slice(
        0,
        bare.length - index - 1,
      );
    }
    return text;
  };
  for (const [name, value] of [
    ['btoa', toBase64],
    ['atob', fromBase64],
  ] as const)
    defineProperty(globalThis, name, { value, writable: true, configurable: true });

  const calls = new Map<number, { resolve(answer: GivenAnswer): void; reject(error: Error): void }>();
  let callCount = 0;

  const toAnswer = ({ status, headers, body }: GivenAnswer) => {
    const get = (name: unknown) => {
      const lowered = String(name).toLowerCase();
      return hasOwn(headers, lowered) ? headers[lowered] : null;
    };
    defineProperty(headers, 'get', { value: get });
    defineProperty(headers, 'has', { value: (name: unknown) => get(name) !== null });
    return freeze({
      status,
      ok: status >= 200 && status < 300,
      headers,
      text: async () => body,
      json: async () => parse(body),
    });
  };

  const fetch = async (url: unknown, options?: unknown) => {
    const { method = 'GET', headers = {}, body = null } = Object(options ?? {});
    if (body !== null && typeof body !== 'string')
      throw new TypeError('The body of a fetch is a text: use JSON.stringify.');
    const plain = Object.fromEntries(keys(Object(headers)).map((name) => [name, String(headers[name])]));
    callCount += 1;
    const call = callCount;
    return toAnswer(
      await new Promise<GivenAnswer>((resolve, reject) => {
        calls.set(call, { resolve, reject });
        host.send(call, String(url), String(method).toUpperCase(), stringify(plain), body);
      }),
    );
  };
  if (given.hasFetch) defineProperty(globalThis, 'fetch', { value: fetch, writable: true, configurable: true });

  /** The first place in the script that the error's stack names. */
  const lineOf = (error: unknown): number | null => {
    const stack = error instanceof Error ? String(error.stack) : '';
    const found = /\bscript:(\d+)/.exec(stack);
    return found === null ? null : Number(found[1]);
  };
  const failed = (kind: FailureKind, error: unknown): void => {
    try {
      host.failed(kind, show(error), lineOf(error));
    } catch {
      host.failed(kind, given.cannotBeShown, null);
    }
  };

  const isPlain = (value: unknown): value is object => typeof value === 'object' && value !== null && !isArray(value);

  /** `{ result, next }`, with one of them or both and nothing else, or a result by itself. */
  const unpack = (value: unknown): { result?: unknown; next?: unknown } => {
    const isPair =
      isPlain(value) && keys(value).length > 0 && keys(value).every((key) => key === 'result' || key === 'next');
    return isPair ? value : { result: value };
  };

  /** A body that returns nothing may have left its result in the variable `result`. It is kept whole; a member `next` of another kind than text is its own business. */
  const unpackBody = (returned: unknown): { result?: unknown; next?: unknown } => {
    const value = returned === undefined ? (getMember(globalThis, 'result') ?? undefined) : returned;
    const member = isPlain(value) ? getMember(value, 'next') : null;
    const named = typeof member === 'string' && member !== '' ? member : getMember(globalThis, 'next');
    return { result: value, next: named === '' ? null : named };
  };

  const giveBack = (value: unknown): void => {
    const { result, next: named } = given.isBody ? unpackBody(value) : unpack(value);
    const next = named ?? null;
    if (next !== null && typeof next !== 'string')
      throw new TypeError('next has to be the name of a branch, as a text.');
    const text = stringify(result ?? null);
    if (text === undefined) throw new TypeError('it is nothing that JSON can hold.');
    host.returned(text, next);
  };

  const execute = async (compiled: (params: unknown) => unknown, isExpression: boolean): Promise<void> => {
    let value: unknown;
    try {
      const script = isExpression ? compiled(undefined) : compiled;
      value = typeof script === 'function' ? await script(given.params) : undefined;
    } catch (error) {
      return failed('threw', error);
    }
    try {
      giveBack(value);
    } catch (error) {
      failed('unwritable', error);
    }
  };

  return {
    start: (compiled, isExpression) => {
      void execute(compiled, isExpression);
    },
    refuse: (error) => failed('invalid', error),
    answer: (call, text) => {
      const waiting = calls.get(call);
      calls.delete(call);
      const answer = parse(text);
      if (answer.ok) waiting?.resolve(answer.value);
      else waiting?.reject(new Error(answer.error));
    },
  };
}
