import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { type MetadataPair, searchablePairs } from './metadata.ts';
import { findSessionRow } from './session.queries.ts';

/** Every pair by which the session may be found, those of keys that were declared once too. None where it is gone. */
export const findSearchablePairs = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
): Promise<readonly MetadataPair[]> => {
  const row = await findSessionRow(context.database, scope, sessionId);
  if (row === undefined) return [];
  const metadata = JSON.parse(row.metadata);
  return searchablePairs(context.sealing, scope.organizationId, metadata, Object.keys(metadata));
};
