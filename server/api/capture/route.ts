import type { Scope } from '../../db/scope.ts';
import { type Endpoint, endpointsFor } from '../endpoint.ts';

/** Who calls: the person at the gate of one session, as the link's token says, and the language that they read. */
export interface Visitor {
  readonly scope: Scope;
  readonly sessionId: string;
  readonly language: string;
}

/** An endpoint at its place. */
export interface CaptureRoute extends Endpoint<Visitor> {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  /** A photo's bytes instead of JSON. */
  readonly takesPhoto: boolean;
}

export const defineEndpoint = endpointsFor<Visitor>();
