import { z } from 'zod';
import type { DomainContext } from '../context.ts';
import { listMemberRows } from './user.queries.ts';
import { type Member, roles } from './user.ts';

const role = z.enum(roles);

/** The members of an organization, the owner who founded it first. */
export async function listMembers(
  context: Pick<DomainContext, 'database'>,
  organizationId: string,
): Promise<readonly Member[]> {
  const db = context.database.scoped({ organizationId, environment: null });
  const rows = await listMemberRows(db, organizationId);
  return rows.map(({ disabled_at: disabledAt, ...row }) => ({ ...row, role: role.parse(row.role), disabledAt }));
}
