import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Run, SessionState } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { getVersion } from '../workflow/find-version.ts';
import { findSessionForEvent } from './session.queries.ts';
import type { LoadedSession } from './session.ts';
import { openJson, runPurpose } from './session-log.ts';

/** Reads a session, opens its run and brings its graph. */
export const loadSession = async (
  context: DomainContext,
  scope: Scope,
  id: string,
): Promise<Result<LoadedSession, DomainError>> => {
  const row = await findSessionForEvent(context.database, scope, id);
  if (row === null) return fail(notFound('session'));
  if (row.wrapped === null) return fail(domainError('erased', 'The data of this session was erased.'));
  const version = await getVersion(context, scope, row.workflow_id, row.version);
  const dataKey = context.sealing.openDataKey(row.data_key_id, row.wrapped);
  return ok({
    scope,
    id,
    workflowId: row.workflow_id,
    version: row.version,
    state: row.state as SessionState,
    eventCount: row.event_count,
    headHash: row.head_hash,
    run: openJson<Run>(context.sealing, dataKey, runPurpose(id, row.event_count), row.run),
    graph: version.graph,
    source: version.source,
    dataKey,
    redirectUrl: row.redirect_url,
    expiresAt: row.expires_at,
  });
};
