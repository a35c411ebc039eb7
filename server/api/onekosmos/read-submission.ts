import { isObject, type Json, type JsonObject, own } from '@gatehouse/core/json.ts';
import { isKept } from '@gatehouse/core/node/form.ts';
import { MAX_MORE_MEMBERS } from '@gatehouse/core/node/form-config.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { NamedNode } from './node-names.ts';
import { isPicture } from './picture.ts';

/** What a caller sent for a node: the input that our node takes, and members that it does not know. */
export interface ReadAnswers {
  readonly input: JsonObject;
  readonly unknown: JsonObject;
}

/** Pictures that a caller sent, by side. */
export interface ReadPictures {
  /** Null where the caller said nothing of it. */
  readonly documentKind: 'passport' | 'identity_card' | null;
  readonly pictures: readonly {
    readonly side: 'front' | 'back' | 'selfie';
    readonly name: string;
    readonly base64: string;
  }[];
  readonly unknown: JsonObject;
}

/** How the vendor's `requestData` for a form, a hand-over or a consent reads as the input of our node. */
export const readAnswers = (named: NamedNode, given: JsonObject): Result<ReadAnswers, DomainError> => {
  switch (named.node.type) {
    case 'form':
      return ok(readForm(named, given));
    case 'handoff':
      return ok(readHandoff(named, given));
    case 'consent':
      return ok(splitOff(given, ['accepted', 'language', 'textVersion']));
    default:
      return fail(
        domainError('request_invalid', `The node ${named.vendorId} takes no result from a page: it brings its own.`),
      );
  }
};

/** Whether a node takes pictures. */
export const takesPictures = ({ node }: NamedNode): boolean => node.type === 'document' || node.type === 'selfie';

const readForm = ({ node, fields }: NamedNode, given: JsonObject): ReadAnswers => {
  const types = fieldTypes(node.config);
  const input: Record<string, Json> = {};
  const unknown: Record<string, Json> = {};
  let kept = 0;
  for (const [vendorName, value] of Object.entries(given)) {
    const name = fields.toField(vendorName);
    const type = types.get(name);
    if (type !== undefined) input[name] = readAnswer(type, value);
    else if (node.config.keepsMore === true && isKept(value) && kept < MAX_MORE_MEMBERS) {
      input[vendorName] = value;
      kept += 1;
    } else unknown[vendorName] = value;
  }
  return { input, unknown };
};

/** The fields of a form that take an answer; where the camera's resolution decides, it is told beside them. */
const fieldTypes = (config: JsonObject): ReadonlyMap<string, string> => {
  const fields = Array.isArray(config.fields) ? config.fields.filter(isObject) : [];
  const answered = fields.flatMap(({ name, type }): [string, string][] =>
    typeof name === 'string' && typeof type === 'string' && type !== 'html' ? [[name, type]] : [],
  );
  return new Map([...answered, ...(config.requiresCamera === undefined ? [] : [['camera', 'camera'] as const])]);
};

/** Clients write switches as text and dates without dashes. */
const readAnswer = (type: string, value: Json): Json => {
  if (type === 'checkbox') return readSwitch(value);
  if (type === 'date' && typeof value === 'string') return value.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
  return type === 'text' && typeof value === 'number' ? String(value) : value;
};

const switches: ReadonlyMap<Json, boolean> = new Map<Json, boolean>([
  ['true', true],
  ['on', true],
  ['yes', true],
  ['1', true],
  [1, true],
  ['false', false],
  ['off', false],
  ['no', false],
  ['0', false],
  ['', false],
  [0, false],
]);

const readSwitch = (value: Json): Json =>
  switches.get(typeof value === 'string' ? value.toLowerCase() : value) ?? value;

/** Who says nothing of the device goes on where they are, or on another where that is not allowed. */
const readHandoff = ({ node }: NamedNode, given: JsonObject): ReadAnswers => {
  const { input, unknown } = splitOff(given, ['device']);
  const device = input.device ?? (node.config.allowsHere === false ? 'other' : 'here');
  return { input: { device }, unknown };
};

const splitOff = (given: JsonObject, names: readonly string[]): ReadAnswers => {
  const entries = Object.entries(given);
  return {
    input: Object.fromEntries(entries.filter(([name]) => names.includes(name))),
    unknown: Object.fromEntries(entries.filter(([name]) => !names.includes(name))),
  };
};

/** What clients call the pictures of a document, in small letters without dashes. */
const backNames: ReadonlySet<string> = new Set(['back', 'backimage', 'backside', 'imageback', 'documentback']);

/** Objects that clients of the sister services wrap a document in. */
const wrappers: ReadonlyMap<string, ReadPictures['documentKind']> = new Map([
  ['dl_object', 'identity_card'],
  ['idcard_object', 'identity_card'],
  ['ppt_object', 'passport'],
]);

const kinds: ReadonlyMap<string, ReadPictures['documentKind']> = new Map([
  ['passport', 'passport'],
  ['ppt', 'passport'],
  ['idcard', 'identity_card'],
  ['identitycard', 'identity_card'],
  ['nationalid', 'identity_card'],
  ['id', 'identity_card'],
  ['dl', 'identity_card'],
  ['driverslicense', 'identity_card'],
  ['driverlicense', 'identity_card'],
  ['drivinglicence', 'identity_card'],
]);

const kindNames: ReadonlySet<string> = new Set(['documenttype', 'documentkind', 'type', 'idtype']);

/** The pictures in `requestData` of a capture node, whatever their members are called. */
export const readPictures = (named: NamedNode, given: JsonObject): Result<ReadPictures, DomainError> => {
  const { members, wrappedKind } = unwrap(given);
  const pictures: ReadPictures['pictures'][number][] = [];
  const unknown: Record<string, Json> = {};
  let kind = wrappedKind;
  for (const [name, value] of Object.entries(members)) {
    const plain = plainName(name);
    const side = sideOf(named, plain);
    const told = kindNames.has(plain) && typeof value === 'string' ? kinds.get(plainName(value)) : undefined;
    if (told !== undefined) kind = told;
    else if (isPicture(value) && !pictures.some((picture) => picture.side === side))
      pictures.push({ side, name, base64: value });
    else unknown[name] = value;
  }
  if (pictures.some(({ side }) => side !== 'back')) return ok({ documentKind: kind, pictures, unknown });
  return fail(
    domainError(
      'request_invalid',
      `The node ${named.vendorId} takes a picture: send it as requestData.${named.node.type === 'selfie' ? 'selfie' : 'front'}, in base64 or as a data: URL.`,
    ),
  );
};

const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');

const sideOf = ({ node }: NamedNode, plain: string): 'front' | 'back' | 'selfie' => {
  if (node.type === 'selfie') return 'selfie';
  return backNames.has(plain) ? 'back' : 'front';
};

const unwrap = (given: JsonObject): { members: JsonObject; wrappedKind: ReadPictures['documentKind'] } => {
  for (const [name, wrappedKind] of wrappers) {
    const wrapped = own(given, name);
    if (!isObject(wrapped)) continue;
    const rest = Object.fromEntries(Object.entries(given).filter(([other]) => other !== name));
    return { members: { ...rest, ...wrapped }, wrappedKind: wrappedKind ?? null };
  }
  return { members: given, wrappedKind: null };
};

/** The kind of document that the pictures show, of those that the node takes: a card has two sides. */
export const chooseKind = (
  { node }: NamedNode,
  { documentKind, pictures }: ReadPictures,
): 'passport' | 'identity_card' => {
  if (documentKind !== null) return documentKind;
  const taken = Array.isArray(node.config.documentKinds) ? node.config.documentKinds : ['passport', 'identity_card'];
  const likely = pictures.some(({ side }) => side === 'back') ? 'identity_card' : 'passport';
  return taken.includes(likely) || taken.length === 0
    ? likely
    : taken.includes('passport')
      ? 'passport'
      : 'identity_card';
};
