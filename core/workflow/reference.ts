import { z } from 'zod';
import { isList, type Json, own } from '../json.ts';
import type { Run } from './run.ts';

/**
 * A reference to data of the run, as a config writes it: `nodes.<id>.<field>[.<member>...]`, `entity.<member>...` or
 * `prefill.<member>...`. A member of a list is its position, counted from 0.
 */
export const referencePath = z
  .string()
  .max(500)
  .regex(
    /^(nodes\.[A-Za-z0-9][A-Za-z0-9_-]*|entity|prefill)(\.[A-Za-z0-9_-]+)+$/,
    'A reference is written nodes.<id>.<field>, entity.<member> or prefill.<member>.',
  );

export type ParsedReference =
  | { readonly from: 'node'; readonly node: string; readonly field: string; readonly members: readonly string[] }
  | { readonly from: 'entity' | 'prefill'; readonly members: readonly string[] };

/** The parts of a reference; undefined where the text is none. */
export function parseReference(path: string): ParsedReference | undefined {
  const [root, ...members] = path.split('.');
  if ((root === 'entity' || root === 'prefill') && members.length > 0) return { from: root, members };
  const [node, field, ...rest] = members;
  if (root !== 'nodes' || node === undefined || field === undefined) return undefined;
  return { from: 'node', node, field, members: rest };
}

/** What a reference finds in the run; undefined where there is nothing. Only what was recorded is found, never a prototype's. */
export function resolveReference(run: Pick<Run, 'results' | 'given'>, path: string): Json | undefined {
  const reference = parseReference(path);
  if (reference === undefined) return undefined;
  if (reference.from !== 'node') return descend(run.given[reference.from], reference.members);
  const result = own(run.results, reference.node);
  return result && descend(result.fields, [reference.field, ...reference.members]);
}

function descend(start: Json, members: readonly string[]): Json | undefined {
  let here: Json | undefined = start;
  for (const member of members) here = memberOf(here, member);
  return here;
}

function memberOf(value: Json | undefined, member: string): Json | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  if (isList(value)) return /^\d{1,9}$/.test(member) ? value[Number(member)] : undefined;
  return own(value, member);
}
