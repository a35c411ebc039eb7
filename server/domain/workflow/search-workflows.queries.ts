import { type Kysely, type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

/** What has to be true of a workflow; what is left out does not matter. */
export interface WorkflowFilter {
  readonly id?: string | undefined;
  /** All of the name, exactly. */
  readonly name?: string | undefined;
  /** The name in any case: all of it, or a part. */
  readonly nameLike?: { readonly text: string; readonly isWhole: boolean } | undefined;
  /** As the document says; without one, whether there is a version. */
  readonly isPublished?: boolean | undefined;
  /** Scalar members at the top of the vendor's document, by what they are as text; null for a missing one. */
  readonly members?: readonly { readonly name: string; readonly value: string | null }[] | undefined;
}

/** By position; `index` counts pages from 0. */
export interface NumberedPage {
  readonly index: number;
  readonly size: number;
}

export interface FoundWorkflowRow {
  readonly id: string;
  readonly name: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

type Found = SelectQueryBuilder<Tables, 'workflow', object>;

/** The vendor's document of the newest draft, or of the newest version where there is no draft. */
const newestSource = sql<string | null>`(
  select source from (
    (select draft.source, 1 as place from workflow_draft as draft
      where draft.organization_id = workflow.organization_id and draft.environment = workflow.environment
        and draft.workflow_id = workflow.id
      order by draft.id desc limit 1)
    union all
    (select version.source, 2 as place from workflow_version as version
      where version.organization_id = workflow.organization_id and version.environment = workflow.environment
        and version.workflow_id = workflow.id and version.number = workflow.latest_version)
  ) as newest order by place limit 1
)`;

/** A member of the document as text; the name is a value of the statement, never a part of it. */
const memberOf = (name: string): RawBuilder<string | null> => sql`(${newestSource}::json ->> ${name}::text)`;

const hasPublished = sql<boolean>`(case when ${newestSource} is null then workflow.latest_version is not null
  else coalesce(${memberOf('isPublished')}, 'false') = 'true' end)`;

const likeEscaped = (text: string): string => text.replace(/[\\%_]/g, (character) => `\\${character}`);

const searched = (
  db: Kysely<Tables>,
  scope: Scope,
  { id, name, nameLike, isPublished, members = [] }: WorkflowFilter,
): Found => {
  let query: Found = db
    .selectFrom('workflow')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('archived_at', 'is', null);
  if (id !== undefined) query = query.where('id', '=', id);
  if (name !== undefined) query = query.where('name', '=', name);
  if (nameLike !== undefined) {
    const escaped = likeEscaped(nameLike.text);
    const pattern = nameLike.isWhole ? escaped : `%${escaped}%`;
    query = query.where(sql<boolean>`lower(name) like lower(${pattern}::text) escape '\\'`);
  }
  if (isPublished !== undefined) query = query.where(sql<boolean>`${hasPublished} = ${isPublished}::boolean`);
  for (const member of members) {
    query = query.where(sql<boolean>`${memberOf(member.name)} is not distinct from ${member.value}::text`);
  }
  return query;
};

/** Those in use, the last changed first. */
export const searchWorkflowRows = (
  db: Kysely<Tables>,
  scope: Scope,
  filter: WorkflowFilter,
  { index, size }: NumberedPage,
): Promise<FoundWorkflowRow[]> =>
  searched(db, scope, filter)
    .select(['id', 'name', 'created_at', 'updated_at'])
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
    .limit(size)
    .offset(index * size)
    .execute();

export const countWorkflowRows = async (db: Kysely<Tables>, scope: Scope, filter: WorkflowFilter): Promise<number> => {
  const { count } = await searched(db, scope, filter)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
};

export interface SourceValueRow {
  readonly value: string;
  readonly beside: string | null;
}

/** What the documents of workflows in use have as one member, each value once with what they have as another one beside it. */
const sourceValues = (db: Kysely<Tables>, scope: Scope, { member, beside }: SourceMembers) =>
  db
    .selectFrom('workflow')
    .select([memberOf(member).as('value'), memberOf(beside).as('beside')])
    .distinct()
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('archived_at', 'is', null)
    .where(sql<boolean>`${memberOf(member)} <> ''`);

export interface SourceMembers {
  readonly member: string;
  readonly beside: string;
}

export const listSourceValueRows = (
  db: Kysely<Tables>,
  scope: Scope,
  members: SourceMembers,
  { index, size }: NumberedPage,
): Promise<SourceValueRow[]> =>
  db
    .selectFrom(sourceValues(db, scope, members).as('found'))
    .select([sql<string>`value`.as('value'), 'beside'])
    .orderBy('value')
    .orderBy('beside')
    .limit(size)
    .offset(index * size)
    .execute();

export const countSourceValueRows = async (
  db: Kysely<Tables>,
  scope: Scope,
  members: SourceMembers,
): Promise<number> => {
  const { count } = await db
    .selectFrom(sourceValues(db, scope, members).as('found'))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
};
