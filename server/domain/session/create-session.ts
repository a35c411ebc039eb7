import { randomUUID } from 'node:crypto';
import type { Json, JsonObject } from '@gatehouse/core/json.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { advance } from '@gatehouse/core/workflow/advance.ts';
import { canonicalize } from '@gatehouse/core/workflow/canonical.ts';
import type { RunEvent } from '@gatehouse/core/workflow/event.ts';
import type { Given, Run } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { Actor } from '../actor.ts';
import { GENESIS_HASH } from '../chain.ts';
import type { DomainContext } from '../context.ts';
import { createToken, hashToken } from '../credential/token.ts';
import { sealEntity } from '../entity/create-entity.ts';
import type { EntityDetails, EntityInput } from '../entity/entity.ts';
import { getEntity } from '../entity/read-entity.ts';
import { getSettings } from '../organization/read-organization.ts';
import { isRedirectAllowed, isRedirectTarget } from '../organization/redirect.ts';
import { findPublishedVersion } from '../workflow/find-published-version.ts';
import { insertSession, type NewSession } from './create-session.queries.ts';
import { type Metadata, type MetadataPair, searchablePairs } from './metadata.ts';
import { getSession } from './read-session.ts';
import { sealEvent } from './seal-event.ts';
import { findSealedMetadataProblem, sealedPairs } from './sealed-metadata.ts';
import type { SessionRecord } from './session.ts';

export interface CreateSessionInput {
  readonly workflowId: string;
  /** The newest published version when left out. */
  readonly version?: number | undefined;
  /** A new one, or the id of one that is there. */
  readonly entity: EntityInput | string;
  /** Values that forms are filled with beforehand; sealed. */
  readonly prefill?: { readonly [member: string]: Json } | undefined;
  readonly expiresAt?: Date | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** What the caller wants the session to be found by, sealed: keyed hashes of its single values are kept until the erasure. */
  readonly sealedMetadata?: JsonObject | undefined;
  readonly redirectUrl?: string | undefined;
  /** Who asks is trusted to send the person anywhere; where it is not true, the organization's list decides. */
  readonly redirectsAnywhere?: boolean | undefined;
}

const expiresTooEarly = domainError('request_invalid', 'The session would expire before it begins.', [
  { pointer: '/expiresAt', code: 'too_small', sentence: 'Give a time that is still to come.' },
]);

/** Ten years: a link that outlives its purpose by more is a slip, and the database knows no years of five digits as text. */
const MAX_LIFETIME_MS = 3653 * 24 * 3600 * 1000;

const expiresTooLate = domainError('request_invalid', 'The session would not expire within ten years.', [
  { pointer: '/expiresAt', code: 'too_big', sentence: 'Give a time within the next ten years.' },
]);

/** Whether a session may live until then. */
export const checkExpiry = (expiresAt: Date, now: Date): Result<null, DomainError> => {
  if (expiresAt <= now) return fail(expiresTooEarly);
  return expiresAt.getTime() - now.getTime() > MAX_LIFETIME_MS ? fail(expiresTooLate) : ok(null);
};

/** Makes a session with its link. The link's token is in the answer and nowhere else: only its hash is stored. */
export const createSession = async (
  context: DomainContext,
  scope: Scope,
  input: CreateSessionInput,
  actor: Actor,
): Promise<Result<{ session: SessionRecord; url: string }, DomainError>> => {
  const version = await findPublishedVersion(context, scope, input.workflowId, input.version);
  if (!version.ok) return version;
  const redirect = await checkRedirect(context, scope, input);
  if (!redirect.ok) return redirect;
  const now = context.now();
  const expiresAt = input.expiresAt ?? new Date(now.getTime() + context.sessionLifetimeMs);
  const expiry = checkExpiry(expiresAt, now);
  if (!expiry.ok) return expiry;

  const sealed = input.sealedMetadata ?? {};
  const problem = findSealedMetadataProblem(sealed);
  if (problem !== null) return fail(problem);
  const entity = await findOrSealEntity(context, scope, input.entity);
  if (!entity.ok) return entity;
  const sessionId = context.newId();
  const session = context.sealing.createDataKey(context.newId());
  const made = firstRun({ entity: entity.value.given, prefill: { ...sealed, ...input.prefill } }, now);
  if (!made.ok) return made;
  const first = sealEvent(
    context.sealing,
    { scope, sessionId, dataKey: session.dataKey, number: 1, previousHash: GENESIS_HASH },
    { ...made.value, outcome: null, actor },
  );
  const link = createToken('');
  const publicId = randomUUID();
  const metadata = input.metadata ?? {};
  const isInserted = await insertSession(context.database, scope, {
    id: sessionId,
    workflowId: input.workflowId,
    version: version.value.number,
    entity: entity.value.stored,
    dataKey: { id: session.dataKey.id, wrapped: session.wrapped },
    sealingKeyId: context.sealing.sealingKeyId,
    publicId,
    linkHash: link.hash,
    instanceHash: hashToken(publicId),
    metadata: canonicalize(metadata),
    pairs: [
      ...(await findPairs(context, scope, metadata)),
      ...sealedPairs(context.sealing, scope.organizationId, sealed),
    ],
    redirectUrl: input.redirectUrl ?? null,
    createdAt: now,
    expiresAt,
    first,
    change: {
      ...scope,
      sessionId,
      workflowId: input.workflowId,
      eventNumber: 1,
      from: null,
      to: 'created',
      decision: null,
      at: now.toISOString(),
    },
  });
  if (!isInserted) return fail(erasedMeanwhile);
  context.wakeRelay();
  const stored = await getSession(context, scope, sessionId);
  return stored.ok ? ok({ session: stored.value, url: sessionUrl(context.baseUrl, link.token) }) : stored;
};

export const sessionUrl = (baseUrl: string, token: string): string => `${baseUrl}/s/${token}`;

/**
 * The event that makes a session's first run, and that run. Making it does not look at the graph. `request_invalid` where
 * something of what was given cannot be written down, such as a value that is nested too deep.
 */
const firstRun = (given: Given, at: Date): Result<{ event: RunEvent; run: Run }, DomainError> => {
  const event: RunEvent = { type: 'created', run: 1, given, at: at.toISOString() };
  const made = advance({ entry: '', nodes: [] }, null, event);
  if (made.ok) return ok({ event, run: made.value.run });
  const errors = made.error.code === 'input_invalid' ? made.error.errors : [];
  return fail(
    domainError(
      'request_invalid',
      'The request holds something that cannot be kept.',
      errors.map((error) => ({ ...error, pointer: inRequest(error.pointer) })),
    ),
  );
};

/** A pointer into the event as one into the request. */
const inRequest = (pointer: string): string =>
  pointer.replace(/^\/given\/entity\/(?!(kind|name|email)$)/, '/entity/details/').replace(/^\/given/, '');

interface SessionEntity {
  readonly stored: NewSession['entity'];
  /** What workflows read as `entity`. */
  readonly given: JsonObject;
}

const findOrSealEntity = async (
  context: DomainContext,
  scope: Scope,
  entity: EntityInput | string,
): Promise<Result<SessionEntity, DomainError>> => {
  if (typeof entity !== 'string') {
    return ok({ stored: { isNew: true, row: sealEntity(context, entity) }, given: givenEntity(entity) });
  }
  const found = await getEntity(context, scope, entity);
  if (!found.ok) return found;
  if (found.value.details === null) return fail(erasedMeanwhile);
  return ok({ stored: { isNew: false, id: entity }, given: givenEntity(found.value) });
};

const erasedMeanwhile = domainError('erased', 'The data of this entity was erased. Make a session with a new entity.');

const givenEntity = ({
  kind,
  name,
  email,
  details,
}: Pick<EntityInput, 'kind'> & {
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly details?: EntityDetails | null | undefined;
}): JsonObject => ({
  ...details,
  kind,
  ...(typeof name === 'string' && { name }),
  ...(typeof email === 'string' && { email }),
});

const findPairs = async (
  context: DomainContext,
  { organizationId }: Scope,
  metadata: Metadata,
): Promise<readonly MetadataPair[]> => {
  if (Object.keys(metadata).length === 0) return [];
  const { searchableMetadataKeys } = await getSettings(context, organizationId);
  return searchablePairs(context.sealing, organizationId, metadata, searchableMetadataKeys);
};

const checkRedirect = async (
  context: DomainContext,
  scope: Scope,
  { redirectUrl: url, redirectsAnywhere }: CreateSessionInput,
): Promise<Result<null, DomainError>> => {
  if (url === undefined || (redirectsAnywhere === true && isRedirectTarget(url))) return ok(null);
  const settings = await getSettings(context, scope.organizationId);
  if (isRedirectAllowed(settings, url)) return ok(null);
  return fail(
    domainError('redirect_url_not_allowed', 'The redirect URL is not on the organization’s list of allowed URLs.', [
      {
        pointer: '/redirectUrl',
        code: 'redirect_url_not_allowed',
        sentence: 'Add its address to the list, or use one that is on it.',
      },
    ]),
  );
};
