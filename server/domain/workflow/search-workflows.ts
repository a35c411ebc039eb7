import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import {
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
  const rows = await searchWorkflowRows(db, scope, filter, page);
  // A page beyond the last has no row that could tell.
  const total = Number(rows[0]?.total ?? (page.index === 0 ? 0 : await countWorkflowRows(db, scope, filter)));
  const items = rows.map((row) => ({
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));
  return { items, total };
};

/**
 * What the documents of workflows in use say in one member, each value once with what stands beside it, in order. There are
 * fewer of them than workflows, so that all are read.
 */
export const listSourceValues = async (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  members: SourceMembers,
  { index, size }: NumberedPage,
): Promise<Numbered<{ readonly value: string; readonly beside: string | null }>> => {
  const rows = await listSourceValueRows(context.database.scoped(scope), scope, members);
  return { items: rows.slice(index * size, (index + 1) * size), total: rows.length };
};
