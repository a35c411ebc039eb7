import type { KeyScope } from '@gatehouse/core/contract/key-scope.ts';
import { z } from 'zod';
import type { Scope } from '../db/scope.ts';
import type { ActActor } from '../domain/act/act.ts';
import { type Endpoint, endpointsFor } from './endpoint.ts';

/** Who calls, as the key in `x-api-key` says. */
export interface KeyedCaller {
  readonly scope: Scope;
  readonly actor: ActActor;
}

/** An endpoint of another vendor's API at its place; a key needs one of the scopes. */
export interface KeyedRoute extends Endpoint<KeyedCaller> {
  readonly method: 'GET' | 'POST';
  /** With Fastify's `:name` for what varies. */
  readonly url: string;
  readonly scopes: readonly KeyScope[];
}

export const defineKeyedEndpoint = endpointsFor<KeyedCaller>();

/** What the vendor's document does not speak of is passed over, as programs written for it may send more than we know. */
export const ignored = z.looseObject({});
