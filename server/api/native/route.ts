import type { KeyScope } from '@gatehouse/core/contract/key-scope.ts';
import type { Scope } from '../../db/scope.ts';
import type { ActActor } from '../../domain/act/act.ts';
import { type Endpoint, endpointsFor } from '../endpoint.ts';

/** Who calls, as the key says. */
export interface Caller {
  readonly scope: Scope;
  readonly actor: ActActor;
}

/** An endpoint at its place, and what a key must be allowed to do there. */
export interface Route extends Endpoint<Caller> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly scope: KeyScope;
}

export const defineEndpoint = endpointsFor<Caller>();
