import { isList, type Json, own } from './json.ts';

/** The syntax of a JSON pointer (RFC 6901, section 3). */
export const JSON_POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/;

/** What a JSON pointer finds in a value; undefined where there is nothing. The empty pointer is the value itself. */
export function readPointer(value: Json, pointer: string): Json | undefined {
  let here: Json | undefined = value;
  for (const token of pointer.split('/').slice(1)) {
    here = memberOf(here, token.replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  return here;
}

/** A place in a list is written without leading zeros (RFC 6901, section 4). */
function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  if (isList(value)) return /^(0|[1-9]\d{0,8})$/.test(name) ? value[Number(name)] : undefined;
  return own(value, name);
}
