import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import {
  countSourceValueRows,
  countWorkflowRows,
  listSourceValueRows,
  type NumberedPage,
  type SourceMembers,
  searchWorkflowRows,
  type WorkflowFilter,
} from './search-workflows.queries.ts';

export type { NumberedPage, WorkflowFilter } from './search-workflows.queries.ts';

export interface FoundWorkflow {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A page by its number, and how many there are in all. */
export interface Numbered<Item> {
  readonly items: readonly Item[];
  readonly total: number;
}

/** Workflows in use that the filter lets pass, the last changed first. */
export const searchWorkflows = async (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  filter: WorkflowFilter,
  page: NumberedPage,
): Promise<Numbered<FoundWorkflow>> => {
  const db = context.database.scoped(scope);
  const total = await countWorkflowRows(db, scope, filter);
  const rows = await searchWorkflowRows(db, scope, filter, page);
  const items = rows.map((row) => ({
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));
  return { items, total };
};

/** What the documents of workflows in use say in one member, each value once with what stands beside it, in order. */
export const listSourceValues = async (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  members: SourceMembers,
  page: NumberedPage,
): Promise<Numbered<{ readonly value: string; readonly beside: string | null }>> => {
  const db = context.database.scoped(scope);
  const total = await countSourceValueRows(db, scope, members);
  return { items: await listSourceValueRows(db, scope, members, page), total };
};
