import type { Json } from '@gatehouse/core/json.ts';

export type EntityKind = 'person' | 'company';

/** The clear part of an entity: what lists show. Erased ones have no name and no e-mail address. */
export interface EntitySummary {
  readonly id: string;
  readonly kind: EntityKind;
  readonly name: string | null;
  readonly email: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date | null;
  readonly erasedAt: Date | null;
}

export type EntityDetails = { readonly [member: string]: Json };

/** An entity with its details opened; null once they were erased. */
export interface EntityRecord extends EntitySummary {
  readonly details: EntityDetails | null;
}

/** What is known of a person or a company. */
export interface EntityInput {
  readonly kind: EntityKind;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  /** Further details, sealed: date of birth, address, numbers. */
  readonly details?: EntityDetails | undefined;
}

/** Binds the sealed details to their place. */
export const entityPurpose = (id: string): string => `entity:${id}`;
