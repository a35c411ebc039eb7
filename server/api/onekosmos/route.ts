import type { Scope } from '../../db/scope.ts';
import type { ActActor } from '../../domain/act/act.ts';
import type { LicenceLevel } from '../../domain/key/licence.ts';
import { type Endpoint, endpointsFor } from '../endpoint.ts';

export { type LicenceLevel, licenceLevels } from '../../domain/key/licence.ts';

/** What the installation says of itself to everybody. */
export interface Service {
  /** Base64 of X and Y. */
  readonly publicKey: string;
  readonly allowedTimeSpanSeconds: number;
  /** `<release>.<commit>.<seconds since 1970>`. */
  readonly version: string;
  /** Where the dialect stands for this caller: `https://gate.example.com/onekosmos`, or a host of the vendor's. */
  readonly root: string;
  /** Protocol and host that this caller reached, for the absolute URLs of answers; without a slash at the end. */
  readonly origin: string;
  /** Every origin that an answer may have named. */
  readonly origins: readonly string[];
}

/** Who calls. Where neither a licence nor a login decides, `scope` is null and the actor is the system. */
export interface Caller {
  readonly scope: Scope | null;
  readonly actor: ActActor;
  /** Of the licence; null without one. */
  readonly level: LicenceLevel | null;
  /** Of the login; empty without one. */
  readonly permissions: ReadonlySet<string>;
  /** The caller's key of 64 bytes, X and Y; null where the route asks for none. */
  readonly publicKey: Uint8Array | null;
  /** What the caller's program calls itself, from the request id; null where the route asks for none. */
  readonly appId: string | null;
  /** The bearer token as it came, where the route takes one. */
  readonly token: string | null;
  /** What `x-ext-id` held, decrypted; null without it. */
  readonly extensionId: string | null;
  /** As trusted proxies tell it. */
  readonly address: string;
  readonly service: Service;
}

/**
 * `data`: what the handler gives goes under `data`, encrypted for callers who sent a key. `keyed`: the same, and
 * `publicKey` stands beside `data` even in clear. `bare`: what the handler gives is the answer, in clear.
 */
export type Envelope = 'data' | 'keyed' | 'bare';

/**
 * An endpoint at its place. Headers are named by letters: R `requestid`, P `publickey`, L `licensekey`, J `authorization`,
 * X `x-ext-id`. Where `accepts` has both L and J, one of them must come, and the licence decides where both do; where it
 * has one of them alone, the caller may come without it and the handler judges `level` or `permissions` itself.
 */
export interface OneKosmosRoute extends Endpoint<Caller> {
  /** Its place in the vendor's document, from 1 to 33. */
  readonly number: number;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With Fastify's `:name` for what varies. */
  readonly url: string;
  readonly requires: string;
  readonly accepts: string;
  /** Of these one must be the licence's. */
  readonly levels: readonly LicenceLevel[];
  /** Of these the login must have one. */
  readonly permissions: readonly string[];
  readonly envelope: Envelope;
}

/**
 * The body that an endpoint parses is what the caller meant: `data` decrypted, `data` in clear, or the body itself where
 * it has no `data`. A refusal's `detail` is the `message` that the caller reads; a 204 is a handler that gives undefined.
 */
export const defineEndpoint = endpointsFor<Caller>();

/** The community of a caller whom the route lets in by licence or login only; throws on any other route. */
export const scopeOf = ({ scope }: Pick<Caller, 'scope'>): Scope => {
  if (scope === null) throw new Error('A route that needs a community was reached without one.');
  return scope;
};
