import type { Scope } from '../db/scope.ts';
import type { DomainContext } from '../domain/context.ts';
import { listOrganizationIds } from '../domain/organization/read-organization.ts';
import { listKnownDocuments } from './retention.queries.ts';
import type { Sweep } from './sweep.ts';

const MILLISECONDS_PER_DAY = 24 * 60 * 60 * 1000;
const BATCH = 200;

/**
 * Deletes files that no row names, and halves of files: the process ended before all was written. Of whole files only those of
 * organizations that are here, so that two installations may share a bucket; nothing of the last day.
 */
export const orphanFilesSweep: Sweep<DomainContext> = {
  name: 'orphan-files',
  everyMs: MILLISECONDS_PER_DAY,
  firstAfterMs: 60 * 60 * 1000,
  sweep: async (context, signal, logger) => {
    const organizations = new Set(await listOrganizationIds(context));
    const before = context.now().getTime() - MILLISECONDS_PER_DAY;
    let deleted = 0;
    let batch: FileOfDocument[] = [];
    for await (const { key, changedAt } of context.blobs.list()) {
      if (signal.aborted) return;
      const file = readKey(key);
      if (file === null || !organizations.has(file.scope.organizationId) || changedAt.getTime() >= before) continue;
      batch.push(file);
      if (batch.length < BATCH) continue;
      deleted += await deleteOrphans(context, batch);
      batch = [];
    }
    deleted += await deleteOrphans(context, batch);
    deleted += await context.blobs.dropUnfinished(new Date(before));
    if (deleted > 0) logger.info({ deleted }, 'files that nothing refers to were deleted');
  },
};

interface FileOfDocument {
  readonly key: string;
  readonly scope: Scope;
  readonly documentId: string;
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const documentKey = new RegExp(`^(${uuid})/(live|test)/(${uuid})$`);

/** Null for a file that is not a document's. */
const readKey = (key: string): FileOfDocument | null => {
  const [, organizationId, environment, documentId] = documentKey.exec(key) ?? [];
  if (organizationId === undefined || documentId === undefined) return null;
  return { key, documentId, scope: { organizationId, environment: environment === 'live' ? 'live' : 'test' } };
};

const deleteOrphans = async (context: DomainContext, files: readonly FileOfDocument[]): Promise<number> => {
  let deleted = 0;
  const places = Map.groupBy(files, ({ scope }) => `${scope.organizationId}/${scope.environment}`);
  for (const [first, ...others] of places.values()) {
    if (first === undefined) continue;
    const theirs = [first, ...others];
    const ids = theirs.map(({ documentId }) => documentId);
    const known = new Set(await listKnownDocuments(context.database.worker, first.scope, ids));
    for (const { key, documentId } of theirs) {
      if (known.has(documentId)) continue;
      await context.blobs.delete(key);
      deleted += 1;
    }
  }
  return deleted;
};
