import { v7 } from 'uuid';
import type { Environment, Scope } from '../db/scope.ts';
import { system } from '../domain/actor.ts';
import { attemptDelivery } from '../domain/delivery/attempt-delivery.ts';
import type { AttemptAddress, DeliveryRecord } from '../domain/delivery/delivery.ts';
import { listDeliveries } from '../domain/delivery/read-delivery.ts';
import { createOrganization } from '../domain/organization/create-organization.ts';
import type { SessionChange } from '../domain/session/session.ts';
import { createEndpoint, type EndpointWithSecret } from '../domain/webhook/create-endpoint.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { createTestContext, expectOk, type TestContext } from './native-api.ts';
import { takeWork } from './outbox-work.ts';

/** Organizations with webhook endpoints, on a database of their own. */
export interface WebhookPlace {
  readonly database: TestDatabase;
  readonly context: TestContext;
  /** A new organization. */
  openScope(environment?: Environment): Promise<Scope>;
  create(scope: Scope, url?: string, eventTypes?: readonly string[]): Promise<EndpointWithSecret>;
  /** A session that was completed, unless it says otherwise. */
  changeOf(scope: Scope, change?: Partial<SessionChange>): SessionChange;
  deliveriesOf(scope: Scope): Promise<readonly DeliveryRecord[]>;
  /** Makes each attempt that waits, at its time. */
  runDue(scope: Scope): Promise<void>;
  /** The acts on webhooks and deliveries, in their order. */
  acts(scope: Scope): Promise<string[]>;
}

const everything = { limit: 100, after: null, state: null, channel: null, endpointId: null, sessionId: null };

/** Call it at the top of a file, outside hooks. */
export const openWebhookPlace = async (): Promise<WebhookPlace> => {
  const database = await openTestDatabase();
  const context = createTestContext(database);
  return {
    database,
    context,
    openScope: async (environment = 'live') => {
      const owner = { name: 'Acme', ownerEmail: `${v7()}@example.com`, ownerName: 'Ada Owner' };
      const { organizationId } = expectOk(await createOrganization(context, owner));
      return { organizationId, environment };
    },
    create: async (scope, url = 'https://example.com/hooks', eventTypes = undefined) =>
      expectOk(await createEndpoint(context, scope, { url, eventTypes }, system)),
    changeOf: (scope, change = {}) => ({
      ...scope,
      sessionId: v7(),
      workflowId: v7(),
      eventNumber: 4,
      from: 'active',
      to: 'completed',
      decision: 'approved',
      at: context.now().toISOString(),
      ...change,
    }),
    deliveriesOf: async (scope) => (await listDeliveries(context, scope, everything)).deliveries,
    runDue: async (scope) => {
      for (const { payload, dueAt } of await takeWork(database, scope.organizationId, 'deliver')) {
        if (dueAt !== null && dueAt > context.now()) context.setTime(dueAt);
        await attemptDelivery(context, payload as AttemptAddress);
      }
    },
    acts: async (scope) => {
      const rows = await database.owner
        .selectFrom('act')
        .select('type')
        .where('organization_id', '=', scope.organizationId)
        .orderBy('number')
        .execute();
      return rows.map(({ type }) => type).filter((type) => /^(webhook|delivery)/.test(type));
    },
  };
};
