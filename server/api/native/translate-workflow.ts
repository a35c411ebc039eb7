import type { CreateDraftRequest } from '@gatehouse/core/contract/workflow.ts';
import type { DraftSource } from '../../domain/workflow/create-draft.ts';
import type { GraphPlace } from '../../domain/workflow/diff-workflow.ts';
import type { DraftSummary, VersionSummary } from '../../domain/workflow/workflow.ts';

export const toDraftSummary = (draft: DraftSummary) => ({
  id: draft.id,
  revision: draft.revision,
  createdAt: draft.createdAt.toISOString(),
  updatedAt: draft.updatedAt.toISOString(),
});

export const toVersionSummary = (version: VersionSummary) => ({
  workflowId: version.workflowId,
  number: version.number,
  graphHash: Buffer.from(version.graphHash).toString('hex'),
  publishedBy: version.publishedBy,
  publishedAt: version.publishedAt.toISOString(),
});

/** The schema has made sure that exactly one of the three is given. */
export const toDraftSource = ({ graph, fromVersion, fromDraftId }: CreateDraftRequest): DraftSource => {
  if (graph !== undefined) return { kind: 'graph', graph };
  return fromVersion === undefined
    ? { kind: 'draft', draftId: fromDraftId ?? '' }
    : { kind: 'version', number: fromVersion };
};

/** `version:3` or `draft:<id>`, as the schema has made sure. */
export const toGraphPlace = (text: string): GraphPlace => {
  const [kind, name = ''] = text.split(':');
  return kind === 'version' ? { kind: 'version', number: Number(name) } : { kind: 'draft', draftId: name };
};
