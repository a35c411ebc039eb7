/** Live and test data of an organization never meet. */
export type Environment = 'live' | 'test';

/** Whose rows a query may see. It comes from an authenticated credential or a job's payload, never from a request's body. */
export interface Scope {
  readonly organizationId: string;
  readonly environment: Environment;
}

/** For what belongs to the organization alone: its settings, members and log of acts. */
export interface OrganizationScope {
  readonly organizationId: string;
  readonly environment: null;
}
