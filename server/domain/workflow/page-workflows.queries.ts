import type { Kysely } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { WorkflowRow } from './workflow.queries.ts';

const workflows = (db: Kysely<Tables>, scope: Scope) =>
  db
    .selectFrom('workflow')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment);

/** Newest first, those in the archive too. */
export const pageWorkflowRows = (
  db: Kysely<Tables>,
  scope: Scope,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<WorkflowRow[]> =>
  workflows(db, scope)
    .select(['id', 'name', 'latest_version', 'created_at', 'updated_at', 'archived_at'])
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute();

/** Workflows are drawn by people: there are never so many that counting them costs. */
export const countAllWorkflowRows = async (db: Kysely<Tables>, scope: Scope): Promise<number> => {
  const { count } = await workflows(db, scope)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
};
