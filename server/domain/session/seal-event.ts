import { ENGINE_VERSION } from '@gatehouse/core/workflow/engine-version.ts';
import type { RunEvent } from '@gatehouse/core/workflow/event.ts';
import type { Run } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import type { Actor } from '../actor.ts';
import { chainHash } from '../chain.ts';
import type { DataKey, Sealing } from '../sealing/sealing.ts';
import { addressOf, type EventHeader, eventPurpose, runPurpose, sealJson } from './session-log.ts';

/** Where an event goes: after `number - 1` events that end with `previousHash`. */
export interface LogPlace {
  readonly scope: Scope;
  readonly sessionId: string;
  readonly dataKey: DataKey;
  readonly number: number;
  readonly previousHash: Uint8Array;
}

/** An event ready to be stored, and the run that it made. */
export interface SealedEvent {
  readonly header: EventHeader;
  readonly payload: Uint8Array;
  readonly hash: Uint8Array;
  readonly run: Uint8Array;
}

/** Seals and chains an event with the run that came out of it. */
export const sealEvent = (
  sealing: Sealing,
  { scope, sessionId, dataKey, number, previousHash }: LogPlace,
  { event, run, outcome, actor }: { event: RunEvent; run: Run; outcome: string | null; actor: Actor },
): SealedEvent => {
  const payload = sealJson(sealing, dataKey, eventPurpose(sessionId, number), event);
  const header: EventHeader = {
    organizationId: scope.organizationId,
    environment: scope.environment,
    sessionId,
    number,
    run: run.number,
    type: event.type,
    ...addressOf(event),
    outcome,
    actorKind: actor.kind,
    actorId: actor.id,
    engineVersion: ENGINE_VERSION,
    at: event.at,
  };
  return {
    header,
    payload,
    hash: chainHash(previousHash, header, payload),
    run: sealJson(sealing, dataKey, runPurpose(sessionId, number), run),
  };
};
