/** How deep a value may be nested that enters a run or the log. */
export const MAX_DEPTH = 64;

/** Why a value has no canonical form; `pointer` (RFC 6901) names the place. */
export interface CanonicalProblem {
  readonly pointer: string;
  readonly code: 'too_deep' | 'not_a_number' | 'lone_surrogate' | 'not_json';
  readonly sentence: string;
}

/**
 * The canonical JSON text of a value (RFC 8785): no white space, members ordered by the UTF-16 units of their names,
 * numbers and strings as ECMAScript writes them. The same value always gives the same bytes.
 *
 * Throws a TypeError on what has no canonical form: NaN and the infinities, lone surrogates (section 3.2.2.2),
 * `undefined`, functions, dates and other objects of a class, and nesting beyond `MAX_DEPTH`. Whoever takes values from outside asks
 * `findCanonicalProblem` first.
 */
export function canonicalize(value: unknown): string {
  return write(value, 0);
}

/** The first place of a value that `canonicalize` would throw at; undefined where there is none. */
export function findCanonicalProblem(value: unknown): CanonicalProblem | undefined {
  return search(value, 0);
}

/** Every event writes a whole run, so this is plain loops: several times as fast as mapping and joining. */
function write(value: unknown, depth: number): string {
  const code = ownProblem(value, depth);
  if (code !== undefined) throw new TypeError(`This value has no canonical JSON form. ${SENTENCES[code]}`);
  if (typeof value === 'string') return writeText(value);
  if (Array.isArray(value)) return writeList(value, depth);
  return isRecord(value) ? writeObject(value, depth) : JSON.stringify(value);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function writeList(list: readonly unknown[], depth: number): string {
  let text = '[';
  for (let index = 0; index < list.length; index += 1) {
    if (index > 0) text += ',';
    text += write(list[index], depth + 1);
  }
  return `${text}]`;
}

/** `sort` compares names by UTF-16 units, which is the order that RFC 8785, 3.2.3 asks for. */
function writeObject(object: Readonly<Record<string, unknown>>, depth: number): string {
  let text = '{';
  for (const name of Object.keys(object).sort()) {
    if (text.length > 1) text += ',';
    text += `${write(name, depth)}:${write(object[name], depth + 1)}`;
  }
  return `${text}}`;
}

/** Text without anything to escape, as most is, needs no second look. */
const PLAIN = /^[ !#-[\]-~]*$/;

const writeText = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

function search(value: unknown, depth: number): CanonicalProblem | undefined {
  const code = ownProblem(value, depth);
  if (code !== undefined) return { pointer: '', code, sentence: SENTENCES[code] };
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    const found = search(name, 0) ?? search(member, depth + 1);
    if (found !== undefined) return { ...found, pointer: `/${pointerToken(String(name))}${found.pointer}` };
  }
  return undefined;
}

/** What is wrong with the value itself, its members aside. */
function ownProblem(value: unknown, depth: number): CanonicalProblem['code'] | undefined {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? undefined : 'lone_surrogate';
    case 'number':
      return Number.isFinite(value) ? undefined : 'not_a_number';
    case 'boolean':
      return undefined;
    case 'object':
      if (!isPlain(value)) return 'not_json';
      return depth > MAX_DEPTH ? 'too_deep' : undefined;
    default:
      return 'not_json';
  }
}

/** A `Date` or a `Map` would be written as `{}`, and lose what it holds. */
function isPlain(value: object | null): boolean {
  if (value === null || Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const SENTENCES: Readonly<Record<CanonicalProblem['code'], string>> = {
  too_deep: `It is nested more than ${MAX_DEPTH} levels deep.`,
  not_a_number: 'It holds a number that JSON cannot write.',
  lone_surrogate: 'It holds half a character (a lone surrogate).',
  not_json: 'It holds something that JSON cannot write.',
};

/** A name as one token of a JSON pointer (RFC 6901, section 3). */
export function pointerToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
