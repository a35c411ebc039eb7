import { randomBytes } from 'node:crypto';
import { isObject, type Json, type JsonObject, own } from '@gatehouse/core/json.ts';
import { findCanonicalProblem } from '@gatehouse/core/workflow/canonical.ts';
import { findNode } from '@gatehouse/core/workflow/graph.ts';
import type { Reason, Run } from '@gatehouse/core/workflow/run.ts';
import { z } from 'zod';
import { getSettings } from '../organization/read-organization.ts';
import type { LoadedSession } from '../session/session.ts';
import type { Check } from './check.ts';
import { createRecordedFetch } from './script-fetch.ts';
import type { ScriptOutcome } from './script-port.ts';

export const scriptConfig = z.object({
  source: z.string(),
  style: z.enum(['module', 'body']).default('module'),
  aliases: z.record(z.string(), z.string()).default({}),
  fieldAliases: z.record(z.string(), z.record(z.string(), z.string())).default({}),
});

/**
 * Runs a script node's source: `{ ok: true, result, next, fetches, at, seed }`, of a body with `failed` besides, or `{ ok: false, reason, fetches, at, seed }`
 * where it failed. Clock and seed are drawn here, once, and recorded with what the script was told from outside: with them a
 * run again would do the same.
 */
export const checkScript: Check = async (context, session) => {
  const { source, style, ...names } = scriptConfig.parse(findNode(session.graph, session.run.node ?? '')?.config);
  const { allowedHosts } = await getSettings(context, session.scope.organizationId);
  const { fetch, records, refusal } = createRecordedFetch(context.outbound, allowedHosts);
  const at = context.now().toISOString();
  const seed = randomBytes(16).toString('hex');
  const isBody = style === 'body';
  const params = paramsOf(session, names);
  const ran = await context.scripts.run({ source, params, now: at, seed, fetch, isBody });
  const drawn = { at, seed };
  const outcome = refusedCall(isBody, refusal()) ?? (ran.ok ? evaluationOf(ran.value, isBody) : refused(ran.error));
  return { ...outcome, ...drawn, fetches: records() };
};

/** Further names that a script knows nodes and their fields by. */
type ScriptNames = Pick<z.output<typeof scriptConfig>, 'aliases' | 'fieldAliases'>;

/** What a script is given: `params.nodes.<id>` has the fields of a node's last visit, and so has each further name of it. */
export const paramsOf = ({ id, scope, run }: LoadedSession, names: ScriptNames): JsonObject => ({
  nodes: fieldsByNode(run, names),
  entity: run.given.entity,
  prefill: run.given.prefill,
  session: { id, environment: scope.environment },
});

const fieldsByNode = ({ results }: Run, { aliases, fieldAliases }: ScriptNames): JsonObject => {
  const named = Object.entries(results).map(([node, { fields }]): [string, JsonObject] => [
    node,
    withAliases(fields, own(fieldAliases, node) ?? {}),
  ]);
  const byNode = new Map(named);
  const further = Object.entries(aliases).flatMap(([name, node]): [string, JsonObject][] => {
    const fields = byNode.get(node);
    return fields === undefined ? [] : [[name, fields]];
  });
  return Object.fromEntries([...named, ...further]);
};

const withAliases = (fields: JsonObject, names: Readonly<Record<string, string>>): JsonObject => ({
  ...fields,
  ...Object.fromEntries(
    Object.entries(names).flatMap(([name, field]) => {
      const value = own(fields, field);
      return value === undefined ? [] : [[name, value]];
    }),
  ),
});

const evaluationOf = ({ result, next }: Pick<ScriptOutcome, 'result' | 'next'>, isBody: boolean): JsonObject => {
  const problem = findCanonicalProblem({ result, next });
  if (problem !== undefined)
    return refused({
      code: 'script_result_invalid',
      sentence: `What the script returned cannot be kept. ${problem.sentence}`,
    });
  return { ok: true, result: asFields(result), next, ...(isBody && { failed: saysItFailed(result) }) };
};

const saysItFailed = (result: Json): boolean => result === false || (isObject(result) && result.success === false);

/** The fields of a node are an object: anything else becomes its member `value`. */
export const asFields = (result: Json): JsonObject => {
  if (isObject(result)) return result;
  return result === null ? {} : { value: result };
};

/** A body was written for another place, where no call is refused: whatever it made of the refusal means something else. */
const refusedCall = (isBody: boolean, sentence: string | null): JsonObject | null =>
  isBody && sentence !== null ? refused({ code: 'script_host_not_allowed', sentence }) : null;

const refused = ({ code, sentence }: Reason): JsonObject => ({ ok: false, reason: { code, sentence } });
