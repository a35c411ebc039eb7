import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Graph } from '@gatehouse/core/workflow/graph.ts';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { toWorkflow } from './read-workflow.ts';
import { readGraph } from './stored-graph.ts';
import { findDraftRow, findVersionRow, findWorkflowRow, type WorkflowRow } from './workflow.queries.ts';
import type { WorkflowRecord } from './workflow.ts';

/** A workflow as it stands: its newest draft, or its newest version where it has no draft. */
export interface PresentWorkflow {
  readonly workflow: WorkflowRecord;
  readonly graph: Graph;
  /** The vendor's document that the graph was compiled from, as it was received; null where there is none. */
  readonly source: string | null;
}

/** A workflow in use as it stands. `not_found` also for one in the archive, which is gone for who asks so. */
export const readPresentWorkflow = async (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  id: string,
): Promise<Result<PresentWorkflow, DomainError>> => {
  const db = context.database.scoped(scope);
  return presentOf(db, scope, await findWorkflowRow(db, scope, id));
};

/** What the row's workflow is made of; `not_found` where it is missing or in the archive. */
export const presentOf = async (
  db: Kysely<Tables>,
  scope: Scope,
  row: WorkflowRow | undefined,
): Promise<Result<PresentWorkflow, DomainError>> => {
  if (row === undefined || row.archived_at !== null) return fail(notFound('workflow'));
  const found = (await findDraftRow(db, scope, row.id, null)) ?? (await findNewestVersion(db, scope, row));
  if (found === undefined) return fail(notFound('workflow'));
  return ok({ workflow: toWorkflow(row), graph: readGraph(found.graph), source: found.source });
};

const findNewestVersion = (db: Kysely<Tables>, scope: Scope, { id, latest_version: number }: WorkflowRow) =>
  number === null ? undefined : findVersionRow(db, scope, id, number);
