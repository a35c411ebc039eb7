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
  readonly members?: readonly SourceMember[] | undefined;
}

export interface SourceMember {
  readonly name: string;
  readonly value: string | null;
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
  readonly total: number;
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

/**
 * What has to be true of the document, as `held`, `doc`. It is parsed once for all of it: without the offset the database
 * would parse it for each member anew, which takes most of the time.
 */
const documentFits = (conditions: readonly RawBuilder<boolean>[]): RawBuilder<boolean> => sql<boolean>`exists (
  select from (select ${newestSource}::jsonb as doc offset 0) as held where ${sql.join(conditions, sql` and `)}
)`;

/** The name of a member is a value of the statement, never a part of it. */
const memberIs = ({ name, value }: SourceMember): RawBuilder<boolean> =>
  sql<boolean>`held.doc ->> ${name}::text is not distinct from ${value}::text`;

/** Without a document `doc` is null, and whether there is a version says it. */
const isPublishedAs = (isPublished: boolean): RawBuilder<boolean> => sql<boolean>`${isPublished}::boolean =
  case when held.doc is null then workflow.latest_version is not null
  else coalesce(held.doc ->> 'isPublished', 'false') = 'true' end`;

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
  const ofDocument = [...(isPublished === undefined ? [] : [isPublishedAs(isPublished)]), ...members.map(memberIs)];
  if (ofDocument.length > 0) query = query.where(documentFits(ofDocument));
  return query;
};

/** Those in use, the last changed first; `total` of all of them stands in each row. */
export const searchWorkflowRows = (
  db: Kysely<Tables>,
  scope: Scope,
  filter: WorkflowFilter,
  { index, size }: NumberedPage,
): Promise<FoundWorkflowRow[]> =>
  searched(db, scope, filter)
    .select(['id', 'name', 'created_at', 'updated_at', sql<number>`count(*) over ()`.as('total')])
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

export interface SourceMembers {
  readonly member: string;
  readonly beside: string;
}

export interface SourceValueRow {
  readonly value: string;
  readonly beside: string | null;
}

/** What the documents of workflows in use have as one member, each value once with what they have as another one beside it. */
export const listSourceValueRows = (
  db: Kysely<Tables>,
  scope: Scope,
  { member, beside }: SourceMembers,
): Promise<SourceValueRow[]> =>
  db
    .with(
      (cte) => cte('held').materialized(),
      (query) =>
        query
          .selectFrom('workflow')
          .select(sql<unknown>`${newestSource}::jsonb`.as('doc'))
          .where('organization_id', '=', scope.organizationId)
          .where('environment', '=', scope.environment)
          .where('archived_at', 'is', null),
    )
    .selectFrom('held')
    .select([
      sql<string>`held.doc ->> ${member}::text`.as('value'),
      sql<string | null>`held.doc ->> ${beside}::text`.as('beside'),
    ])
    .distinct()
    .where(sql<boolean>`held.doc ->> ${member}::text <> ''`)
    .orderBy('value')
    .orderBy('beside')
    .execute();
