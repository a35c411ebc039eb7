import { z } from 'zod';
import type { Scope } from '../../db/scope.ts';
import { shortIdOf } from '../../domain/organization/label.ts';
import { tenantIdOf } from './tenant.ts';

/** The two ids in many paths. Whether they are the caller's is looked at before the handler. */
export const communityPath = { tenantId: z.string().min(1).max(64), communityId: z.string().min(1).max(64) };

/** A community is one organization in one environment. */
export const communityOf = (scope: Scope): { tenantId: string; communityId: string } => ({
  tenantId: tenantIdOf(scope),
  communityId: shortIdOf(scope),
});
