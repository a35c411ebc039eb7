import { randomBytes } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '@gatehouse/core/json.ts';
import { findCanonicalProblem } from '@gatehouse/core/workflow/canonical.ts';
import { findNode } from '@gatehouse/core/workflow/graph.ts';
import type { Run } from '@gatehouse/core/workflow/run.ts';
import { z } from 'zod';
import { getSettings } from '../organization/read-organization.ts';
import type { LoadedSession } from '../session/session.ts';
import type { Check } from './check.ts';
import { createRecordedFetch } from './script-fetch.ts';
import type { ScriptFailure, ScriptOutcome } from './script-port.ts';

const config = z.object({ source: z.string() });

/**
 * Runs a script node's source: `{ ok: true, result, next, fetches, at, seed }`, or `{ ok: false, reason, fetches, at, seed }`
 * where it failed. Clock and seed are drawn here, once, and recorded with what the script was told from outside: with them a
 * run again would do the same.
 */
export const checkScript: Check = async (context, session) => {
  const { source } = config.parse(findNode(session.graph, session.run.node ?? '')?.config);
  const { allowedHosts } = await getSettings(context, session.scope.organizationId);
  const { fetch, records } = createRecordedFetch(context.outbound, allowedHosts);
  const at = context.now().toISOString();
  const seed = randomBytes(16).toString('hex');
  const ran = await context.scripts.run({ source, params: paramsOf(session), now: at, seed, fetch });
  const drawn = { at, seed };
  const outcome = ran.ok ? evaluationOf(ran.value) : refused(ran.error);
  return { ...outcome, ...drawn, fetches: records() };
};

/** What a script is given: `params.nodes.<id>` has the fields of a node's last visit. */
const paramsOf = ({ id, scope, run }: LoadedSession): JsonObject => ({
  nodes: fieldsByNode(run),
  entity: run.given.entity,
  prefill: run.given.prefill,
  session: { id, environment: scope.environment },
});

const fieldsByNode = ({ results }: Run): JsonObject =>
  Object.fromEntries(Object.entries(results).map(([node, { fields }]) => [node, fields]));

const evaluationOf = ({ result, next }: Pick<ScriptOutcome, 'result' | 'next'>): JsonObject => {
  const problem = findCanonicalProblem({ result, next });
  if (problem !== undefined)
    return refused({
      code: 'script_result_invalid',
      sentence: `What the script returned cannot be kept. ${problem.sentence}`,
    });
  return { ok: true, result: asFields(result), next };
};

/** The fields of a node are an object: anything else becomes its member `value`. */
const asFields = (result: Json): JsonObject => {
  if (isObject(result)) return result;
  return result === null ? {} : { value: result };
};

const refused = ({ code, sentence }: ScriptFailure): JsonObject => ({ ok: false, reason: { code, sentence } });
