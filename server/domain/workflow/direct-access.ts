import { randomBytes } from 'node:crypto';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { insertAbsentCredentials, updateCredentialRevoked } from '../credential/credential.queries.ts';
import { findCredential, forgetCredentials } from '../credential/credential.ts';
import { hashToken } from '../credential/token.ts';
import { openOrganizationKey } from '../organization/organization-key.ts';
import { type DirectAccessRow, findDirectAccessRow, lockDirectAccessRow } from './direct-access.queries.ts';
import { updateWorkflow } from './workflow.queries.ts';

/** Whether anybody with the code may begin a workflow. */
export interface DirectAccess {
  /** Null until one is made. */
  readonly code: string | null;
  readonly isEnabled: boolean;
}

export interface DirectAccessChange {
  /** Makes a code in place of the one there is, which is worth nothing from then on. */
  readonly regenerate: boolean;
  /** Left out: as it is. Switching it on makes a code where there is none; switching it off keeps the code. */
  readonly enable?: boolean | undefined;
}

/** Changes the direct access of a workflow in use. */
export const changeDirectAccess = async (
  context: DomainContext,
  scope: Scope,
  workflowId: string,
  change: DirectAccessChange,
  actor: ActActor,
): Promise<Result<DirectAccess, DomainError>> => {
  const changed = await context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const row = await lockDirectAccessRow(transaction, scope, workflowId);
      if (row === undefined || row.archived_at !== null) return fail(notFound('workflow'));
      return ok(await write(transaction, context, { scope, workflowId, row, change }, actor));
    });
  forgetCredentials(context.database, workflowId);
  return changed;
};

/**
 * The workflow that a code begins. `not_found` where no workflow in use has the code; `forbidden` where its direct access is
 * switched off.
 */
export const findByAccessCode = async (
  context: Pick<DomainContext, 'database' | 'sealing' | 'now'>,
  code: string,
): Promise<Result<{ readonly scope: Scope; readonly workflowId: string }, DomainError>> => {
  if (!codeForm.test(code)) return fail(unknownCode);
  const found = await findCredential(context.database, 'access_code', tokenOf(context, code), context.now());
  if (found === null) return fail(unknownCode);
  const { organizationId, environment, subjectId: workflowId } = found;
  const scope: Scope = { organizationId, environment };
  const row = await findDirectAccessRow(context.database.scoped(scope), scope, workflowId);
  if (row === undefined || row.archived_at !== null) return fail(unknownCode);
  return row.has_direct_access ? ok({ scope, workflowId }) : fail(switchedOff);
};

const unknownCode = domainError('not_found', 'No workflow has this access code.');

const switchedOff = domainError('forbidden', 'The direct access of this workflow is switched off.');

const codeForm = /^[A-Za-z0-9_-]{6}$/;

/** Six characters can be tried out by who has a copy of the hashes: what is hashed is keyed, so that there is nothing to try. */
const tokenOf = ({ sealing }: Pick<DomainContext, 'sealing'>, code: string): string =>
  `access_code:${Buffer.from(sealing.keyedHash('access_code', code)).toString('hex')}`;

const purposeOf = (workflowId: string): string => `workflow:${workflowId}:access_code`;

interface Write {
  readonly scope: Scope;
  readonly workflowId: string;
  readonly row: DirectAccessRow;
  readonly change: DirectAccessChange;
}

const write = async (
  transaction: Transaction<Tables>,
  context: DomainContext,
  { scope, workflowId, row, change }: Write,
  actor: ActActor,
): Promise<DirectAccess> => {
  const { sealing } = context;
  const dataKey = await openOrganizationKey(context, transaction, scope.organizationId);
  const isEnabled = change.enable ?? row.has_direct_access;
  const present = row.access_code;
  const known = present === null ? null : sealing.open(dataKey, purposeOf(workflowId), present);
  const isNew = change.regenerate || (isEnabled && known === null);
  const code = isNew
    ? await replaceCode(transaction, context, scope, workflowId)
    : known && Buffer.from(known).toString();
  if (!isNew && isEnabled === row.has_direct_access) return { code, isEnabled };
  await updateWorkflow(transaction, scope, workflowId, {
    has_direct_access: isEnabled,
    access_code: isNew ? sealing.seal(dataKey, purposeOf(workflowId), Buffer.from(code ?? '')) : present,
    updated_at: context.now(),
  });
  await recordAct(transaction, context, scope.organizationId, {
    type: 'direct_access_changed',
    actor,
    subjectId: workflowId,
    payload: { environment: scope.environment, isEnabled, isCodeNew: isNew },
  });
  return { code, isEnabled };
};

/** Of 2^36 codes few are taken: more than a draw or two would be a fault. */
const MAX_DRAWS = 20;

const replaceCode = async (
  transaction: Transaction<Tables>,
  context: DomainContext,
  scope: Scope,
  workflowId: string,
): Promise<string> => {
  const revocation = { kind: 'access_code', subjectId: workflowId, revokedAt: context.now() } as const;
  await updateCredentialRevoked(transaction, scope, revocation);
  for (let draw = 0; draw < MAX_DRAWS; draw += 1) {
    const code = randomBytes(5).toString('base64url').slice(0, 6);
    const hash = hashToken(tokenOf(context, code));
    const credential = { ...scope, hash, kind: 'access_code', subjectId: workflowId, expiresAt: null } as const;
    // None where another workflow, of whoever, has had the same code.
    if ((await insertAbsentCredentials(transaction, [credential])) > 0) return code;
  }
  throw new Error('No access code was free.');
};
