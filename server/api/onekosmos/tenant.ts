import type { OrganizationScope, Scope } from '../../db/scope.ts';
import { shortOrganizationId } from '../../domain/organization/label.ts';

/** 24 hex characters. A tenant is a name for both environments of an organization; nothing is kept by it. */
export const tenantIdOf = ({ organizationId }: Scope | OrganizationScope): string =>
  shortOrganizationId(organizationId);
