import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { loadSession } from './load-session.ts';
import { type MetadataPair, searchablePairs } from './metadata.ts';
import { sealedPairs } from './sealed-metadata.ts';
import { findSessionRow } from './session.queries.ts';

/**
 * Every pair by which the session may be found, those of keys that were declared once too. None where it is gone, and of
 * an erased one no sealed ones: they went with its data.
 */
export const findSearchablePairs = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
): Promise<readonly MetadataPair[]> => {
  const { sealing } = context;
  const row = await findSessionRow(context.database, scope, sessionId);
  if (row === undefined) return [];
  const metadata = JSON.parse(row.metadata);
  const clear = searchablePairs(sealing, scope.organizationId, metadata, Object.keys(metadata));
  const loaded = await loadSession(context, scope, sessionId);
  if (!loaded.ok) return clear;
  return [...clear, ...sealedPairs(sealing, scope.organizationId, loaded.value.run.given.prefill)];
};
