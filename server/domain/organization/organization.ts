import type { OrganizationSettings } from './settings.ts';

/** A customer; the boundary of isolation. */
export interface OrganizationRecord {
  readonly id: string;
  readonly name: string;
  readonly settings: OrganizationSettings;
}
