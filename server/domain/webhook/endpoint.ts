/** Where webhooks of an environment go. Its secrets are not here: they are shown once and otherwise only signed with. */
export interface EndpointRecord {
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  /** Null for every event, those of later releases too. */
  readonly eventTypes: readonly string[] | null;
  readonly state: 'enabled' | 'disabled';
  readonly disabledReason: DisabledReason | null;
  readonly disabledAt: Date | null;
  /** The first failure after the last success. */
  readonly failingSince: Date | null;
  readonly previousSecretExpiresAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** `gone`: it answered 410. `failing`: nothing was delivered for days. */
export type DisabledReason = 'by_hand' | 'gone' | 'failing';

/** Every event is one write for each endpoint. */
export const MAX_ENDPOINTS = 20;

/** How `event_types` says that every event is wanted. */
export const everyEvent = '*';
