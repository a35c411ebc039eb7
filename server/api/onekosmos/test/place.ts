import Fastify, { type FastifyInstance } from 'fastify';
import { v7 } from 'uuid';
import type { Environment, Scope } from '../../../db/scope.ts';
import { system } from '../../../domain/actor.ts';
import type { DomainContext } from '../../../domain/context.ts';
import { createLicence } from '../../../domain/key/create-licence.ts';
import { type LicenceLevel, licenceLevels } from '../../../domain/key/licence.ts';
import { issueLogin } from '../../../domain/login/issue-login.ts';
import { type LoginPermission, loginPermissions } from '../../../domain/login/login.ts';
import { createOrganization } from '../../../domain/organization/create-organization.ts';
import { openTestDatabase } from '../../../test/database.ts';
import { createTestContext, expectOk, type TestContext } from '../../../test/native-api.ts';
import { drainRefusedBodies } from '../../refused-body.ts';
import { communityOf } from '../community.ts';
import { answerOneKosmosFrameworkError, type OneKosmosOptions, registerOneKosmosApi } from '../register.ts';
import { openWireClient, throughApp, type WireClient } from './client.ts';

/** One organization in one environment, with a licence of each level. */
export interface Community {
  readonly scope: Scope;
  readonly userId: string;
  readonly tenantId: string;
  readonly communityId: string;
  readonly licences: Readonly<Record<LicenceLevel, string>>;
  /** `/tenant/.../community/...`. */
  readonly path: string;
  /** A JSON Web Token for an hour; with all permissions where none are named. */
  addToken(permissions?: readonly LoginPermission[]): Promise<string>;
}

export interface Place<Context extends DomainContext> {
  readonly app: FastifyInstance;
  readonly context: Context;
  /** A new organization's, or another environment of `sibling`'s organization. */
  addCommunity(environment?: Environment, sibling?: Community): Promise<Community>;
  /** A client with a key pair of its own. */
  addClient(): Promise<WireClient>;
}

export type PlaceOptions = Partial<Pick<OneKosmosOptions, 'settings' | 'rateLimits'>>;

/** The dialect over HTTP in this process, on a database of its own with a clock that stands still. Call it at the top of a file. */
export const openPlace = async (options: PlaceOptions = {}): Promise<Place<TestContext>> =>
  openPlaceOn(createTestContext(await openTestDatabase()), options);

/** The same on a context of the test's own, such as one with a script runner or real ports. */
export const openPlaceOn = async <Context extends DomainContext>(
  context: Context,
  {
    settings = { allowedTimeSpanSeconds: 60, hasClearAnswers: false, hasEcdsaHelper: true, hasExecuteNode: true },
    rateLimits = { keyPerMinute: 0, linkPerMinute: 0, addressPerMinute: 0 },
  }: PlaceOptions = {},
): Promise<Place<Context>> => {
  const app = Fastify({
    logger: { level: 'error' },
    frameworkErrors: answerOneKosmosFrameworkError,
    routerOptions: { maxParamLength: 200 },
  });
  drainRefusedBodies(app);
  const dialect = { context, settings, rateLimits, version: '1.2.3.0123abc.1767225600' };
  await app.register((api) => registerOneKosmosApi(api, dialect), { prefix: '/onekosmos' });
  await app.ready();
  return {
    app,
    context,
    addCommunity: (environment = 'live', sibling) => addCommunity(context, environment, sibling),
    addClient: () => openWireClient({ send: throughApp(app), now: context.now }),
  };
};

const addOrganization = async (context: DomainContext): Promise<{ organizationId: string; userId: string }> => {
  const owner = { name: `Acme ${v7()}`, ownerEmail: `${v7()}@example.com`, ownerName: 'Ada Owner' };
  return expectOk(await createOrganization(context, owner));
};

const addCommunity = async (
  context: DomainContext,
  environment: Environment,
  sibling?: Community,
): Promise<Community> => {
  const member = sibling === undefined ? null : { ...sibling.scope, userId: sibling.userId };
  const { organizationId, userId } = member ?? (await addOrganization(context));
  const scope = { organizationId, environment };
  const { tenantId, communityId } = communityOf(scope);
  return {
    ...{ scope, userId, tenantId, communityId },
    licences: await addLicences(context, scope, userId),
    path: `/tenant/${tenantId}/community/${communityId}`,
    addToken: async (permissions = loginPermissions) => {
      const expiresAt = new Date(context.now().getTime() + 3_600_000);
      return expectOk(await issueLogin(context, scope, { userId, permissions, expiresAt }, system)).token;
    },
  };
};

const addLicences = async (context: DomainContext, scope: Scope, userId: string): Promise<Community['licences']> => {
  const made: Partial<Record<LicenceLevel, string>> = {};
  for (const level of licenceLevels) {
    const input = { name: level, ownerUserId: userId, level };
    made[level] = expectOk(await createLicence(context, scope, input, system)).token;
  }
  const { system: highest, service, service_ext, app } = made;
  if (!highest || !service || !service_ext || !app) throw new Error('A level has no licence.');
  return { system: highest, service, service_ext, app };
};
