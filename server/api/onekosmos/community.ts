import { z } from 'zod';
import type { Scope } from '../../db/scope.ts';
import { shortIdOf, shortOrganizationId } from '../../domain/organization/label.ts';

/** The two ids in many paths. Whether they are the caller's is looked at before the handler. */
export const communityPath = { tenantId: z.string().min(1).max(64), communityId: z.string().min(1).max(64) };

/**
 * A community is one organization in one environment; a tenant is a name for both environments of it, and nothing is kept
 * by it. 24 hex characters each.
 */
export const communityOf = (scope: Scope): { tenantId: string; communityId: string } => ({
  tenantId: shortOrganizationId(scope.organizationId),
  communityId: shortIdOf(scope),
});
