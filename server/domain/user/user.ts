/** What a member may do in an organization, from most to least. */
export const roles = ['owner', 'admin', 'reviewer', 'viewer'] as const;

export type Role = (typeof roles)[number];

/** A person with a login; what it may do is said by its membership in an organization. */
export interface Member {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Since when it may not log in; null for somebody who may. */
  readonly disabledAt: Date | null;
}
