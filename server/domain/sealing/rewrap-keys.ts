import type { DomainContext } from '../context.ts';
import { listOrganizationIds } from '../organization/read-organization.ts';
import {
  findOrganizationKey,
  listForeignDataKeys,
  updateOrganizationKey,
  updateWrapped,
  type WrappedRow,
} from './rewrap.queries.ts';
import { deleteOtherSealingKeysUnscoped } from './sealing-key.queries.ts';
import { listForeignServerKeysUnscoped, updateServerKeyWrappedUnscoped } from './server-key.queries.ts';
import { dataKeyId } from './server-key.ts';

const pageSize = 200;
const firstId = '00000000-0000-0000-0000-000000000000';

/**
 * Wraps every key that another master key still wraps under the present one. Data stay as they are sealed. May be
 * stopped and begun again at any time, and run in several processes at once.
 *
 * @returns how many were wrapped anew, or null where it was stopped
 */
export const rewrapKeys = async (context: DomainContext, signal: AbortSignal): Promise<number | null> => {
  let count = await rewrapServerKeys(context);
  for (const organizationId of await listOrganizationIds(context)) {
    count += await rewrapOrganization(context, organizationId);
    for (const environment of ['live', 'test'] as const) {
      const scope = { organizationId, environment };
      let page: WrappedRow[] = [];
      do {
        if (signal.aborted) return null;
        const after = page.at(-1)?.id ?? firstId;
        page = await listForeignDataKeys(context.database, scope, {
          present: present(context),
          after,
          limit: pageSize,
        });
        for (const { id, wrapped } of page) {
          const rewrapped = context.sealing.rewrapDataKey(id, wrapped);
          await updateWrapped(context.database, scope, { id, wrapped: rewrapped, present: present(context) });
        }
        count += page.length;
      } while (page.length === pageSize);
    }
  }
  if (count === 0) await deleteOtherSealingKeysUnscoped(context.database.worker, present(context));
  return count;
};

const present = ({ sealing }: DomainContext): string => sealing.sealingKeyId;

/** They are a handful. */
const rewrapServerKeys = async (context: DomainContext): Promise<number> => {
  const { worker } = context.database;
  const keys = await listForeignServerKeysUnscoped(worker, present(context));
  for (const { name, wrapped } of keys) {
    const rewrapped = context.sealing.rewrapDataKey(dataKeyId(name), wrapped);
    await updateServerKeyWrappedUnscoped(worker, { name, wrapped: rewrapped, present: present(context) });
  }
  return keys.length;
};

const rewrapOrganization = async (context: DomainContext, organizationId: string): Promise<number> => {
  const row = await findOrganizationKey(context.database, organizationId);
  if (row === undefined || row.sealing_key_id === present(context)) return 0;
  const wrapped = context.sealing.rewrapDataKey(organizationId, row.wrapped_key);
  await updateOrganizationKey(context.database, organizationId, { wrapped, present: present(context) });
  return 1;
};
