import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { getSettings } from '../organization/read-organization.ts';
import type { OrganizationSettings } from '../organization/settings.ts';
import { insertWork } from '../outbox.queries.ts';
import { searchablePairs } from './metadata.ts';
import { deletePairsOfKey, insertPairs, listMetadataForIndex } from './session-metadata.queries.ts';

/** Names the work: the payload of the queue `index-metadata`. */
export interface MetadataIndexing extends Scope {
  /** Keys that were declared and are no more. */
  readonly removedKeys: readonly string[];
}

/** Sessions that are being made while the settings change have read the old ones: the work begins when they are done. */
const DELAY_MS = 10_000;

/** In the transaction that changes the settings: where the declared keys differ, what is there is indexed anew. */
export const queueMetadataIndex = async (
  transaction: Transaction<Tables>,
  context: Pick<DomainContext, 'now'>,
  organizationId: string,
  { before, after }: { readonly before: OrganizationSettings; readonly after: OrganizationSettings },
): Promise<void> => {
  const [old, declared] = [before.searchableMetadataKeys, after.searchableMetadataKeys];
  const removedKeys = old.filter((key) => !declared.includes(key));
  if (removedKeys.length === 0 && declared.every((key) => old.includes(key))) return;
  const createdAt = context.now();
  for (const environment of ['live', 'test'] as const) {
    await insertWork(
      transaction,
      { organizationId, environment },
      {
        queue: 'index-metadata',
        payload: { organizationId, environment, removedKeys } satisfies MetadataIndexing,
        createdAt,
        dueAt: new Date(createdAt.getTime() + DELAY_MS),
      },
    );
  }
};

const PAGE = 200;
const DELETED_AT_ONCE = 1000;

/** Makes the pairs of all sessions those of the keys that are declared now. Running it again, or twice at once, is fine. */
export const indexMetadata = async (
  context: DomainContext,
  { organizationId, environment, removedKeys }: MetadataIndexing,
): Promise<void> => {
  const scope = { organizationId, environment };
  const { searchableMetadataKeys } = await getSettings(context, organizationId);
  for (const key of removedKeys.filter((removed) => !searchableMetadataKeys.includes(removed))) {
    await deleteKey(context, scope, key);
  }
  if (searchableMetadataKeys.length === 0) return;
  let after: string | null = null;
  do {
    after = await indexPage(context, scope, searchableMetadataKeys, after);
  } while (after !== null);
};

const deleteKey = async (context: DomainContext, scope: Scope, key: string): Promise<void> => {
  const db = context.database.scoped(scope);
  while ((await deletePairsOfKey(db, scope, key, DELETED_AT_ONCE)) === DELETED_AT_ONCE);
};

/** Where the next page begins; null at the end. */
const indexPage = (
  context: DomainContext,
  scope: Scope,
  declaredKeys: readonly string[],
  after: string | null,
): Promise<string | null> =>
  context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const rows = await listMetadataForIndex(transaction, scope, { after, limit: PAGE });
      await insertPairs(
        transaction,
        scope,
        rows.map(({ id, metadata }) => ({
          sessionId: id,
          pairs: searchablePairs(context.sealing, scope.organizationId, JSON.parse(metadata), declaredKeys),
        })),
      );
      return rows.length < PAGE ? null : (rows.at(-1)?.id ?? null);
    });
