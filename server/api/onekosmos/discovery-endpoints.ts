import { fail, ok } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../../domain/context.ts';
import { type LicenceRecord, listLicences } from '../../domain/key/list-licences.ts';
import { replaceLicence } from '../../domain/key/replace-licence.ts';
import { findLabelled, nameIn } from '../../domain/organization/label.ts';
import { recallOrganization } from '../../domain/organization/recall-organization.ts';
import { domainError, notFound } from '../../errors.ts';
import { nothing } from '../endpoint.ts';
import { communityOf } from './community.ts';
import { defineEndpoint, scopeOf } from './route.ts';
import { licenceType, serviceKey, toServiceKey } from './system-endpoints.ts';

const text = z.string().min(1).max(200);

/** Either names the tenant; the host that was called is all that `dns` could say. */
const wanted = z.looseObject({
  dns: text.optional(),
  tenantId: text.optional(),
  communityName: text.optional(),
  communityId: text.optional(),
});

/** Clients take an answer without `tenant` or `community` for none; the members that they print stand there, empty. */
const communityInfo = z.object({
  tenant: z.object({
    id: z.string(),
    tenanttag: z.string(),
    name: z.string(),
    tenanttype: z.string(),
    otherDNS: z.array(z.string()),
    firstname: z.null(),
    lastname: z.null(),
    displayTenantInfoForPersona: z.boolean(),
  }),
  community: z.object({
    id: z.string(),
    tenantid: z.string(),
    name: z.string(),
    publicKey: z.string(),
    mobileLogo: z.null(),
    otpSeed: z.null(),
  }),
  message: z.null(),
});

/** In the vendor's words. The names of communities are no secret in its API; guesses count as wrong credentials. */
const unknownCommunity = domainError('not_found', 'Unable to load tenant/community');

export const communityInfoEndpoint = defineEndpoint({
  summary: 'Find a tenant and its community by their names or ids',
  status: 200,
  errors: ['not_found'],
  takes: { ...nothing, body: wanted },
  gives: communityInfo,
  handler: async ({ context, body, service }) => {
    const scope = await findCommunity(context, body);
    if (scope === null) return fail(unknownCommunity);
    const { name } = await recallOrganization(context, scope.organizationId);
    const { tenantId, communityId } = communityOf(scope);
    const tenant = { id: tenantId, tenanttag: toTag(name), name, tenanttype: 'enterprise', otherDNS: [] };
    const community = { id: communityId, tenantid: tenantId, name: nameIn(name, scope.environment) };
    return ok({
      tenant: { ...tenant, firstname: null, lastname: null, displayTenantInfoForPersona: false },
      community: { ...community, publicKey: service.publicKey, mobileLogo: null, otpSeed: null },
      message: null,
    });
  },
});

const findCommunity = async (
  context: DomainContext,
  { tenantId, communityId, communityName }: z.infer<typeof wanted>,
): Promise<Scope | null> => {
  const label = communityId !== undefined ? { shortId: communityId } : { name: communityName ?? '' };
  const scope = await findLabelled(context, label);
  return scope === null || (tenantId !== undefined && communityOf(scope).tenantId !== tenantId) ? null : scope;
};

/** `Acme & Sons` is `acme-sons`. */
const toTag = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

const licence = z.object({
  type: z.string(),
  disabled: z.boolean(),
  expiry: z.string(),
  authLevel: z.string(),
  tag: z.string(),
  keyId: z.string(),
});

/** One that never expires says so by a day that nobody sees. */
const farAway = '9999-12-31T23:59:59.999Z';

const toLicence = ({ id, name, level, expiresAt }: LicenceRecord): z.infer<typeof licence> => ({
  type: licenceType,
  disabled: false,
  expiry: expiresAt?.toISOString() ?? farAway,
  authLevel: level,
  tag: name,
  keyId: id,
});

/** The licence that was sent. It stood a moment ago: one that is gone by now was revoked in between. */
const findOwnLicence = async (
  context: DomainContext,
  scope: Scope,
  { id }: { readonly id: string | null },
): Promise<LicenceRecord | null> =>
  (await listLicences(context, scope)).find((candidate) => candidate.id === id) ?? null;

const goneLicence = domainError('unauthorized', 'Invalid or Unauthorized License');

/** The secret goes back to whoever has just sent it: clients compare the two. */
export const currentLicenceEndpoint = defineEndpoint({
  summary: 'The licence that was sent',
  status: 200,
  errors: [],
  takes: nothing,
  gives: licence.extend({ keySecret: z.string() }),
  handler: async ({ context, scope, actor }) => {
    const own = await findOwnLicence(context, scopeOf({ scope }), actor);
    return own === null ? fail(goneLicence) : ok({ ...toLicence(own), keySecret: own.secret });
  },
});

/** A community of others and one that does not exist are told apart by nothing. */
export const licenceCheckEndpoint = defineEndpoint({
  summary: 'Whether the licence that was sent is authorized for a community',
  status: 200,
  errors: [],
  takes: { ...nothing, params: z.object({ id: text }) },
  gives: licence.extend({ isAuthorized: z.boolean() }),
  handler: async ({ context, scope, actor, params }) => {
    const own = await findOwnLicence(context, scopeOf({ scope }), actor);
    if (own === null) return fail(goneLicence);
    return ok({ ...toLicence(own), isAuthorized: communityOf(scopeOf({ scope })).communityId === params.id });
  },
});

/** As `DELETE /servicekey/{keyId}` of the workflows service. */
export const deleteServiceKeyEndpoint = defineEndpoint({
  summary: 'Delete a service key and make a new one in its place',
  status: 200,
  errors: ['not_found'],
  takes: { ...nothing, query: z.looseObject({ keyId: text }) },
  gives: z.array(serviceKey),
  handler: async ({ context, scope, actor, query }) => {
    if (!z.uuid().safeParse(query.keyId).success) return fail(notFound('licence'));
    const replaced = await replaceLicence(context, scopeOf({ scope }), query.keyId, actor);
    return replaced.ok ? ok([toServiceKey(replaced.value)]) : replaced;
  },
});
