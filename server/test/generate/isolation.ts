import type { Kysely } from 'kysely';
import type { Tables } from '../../db/client.ts';
import { type Caller, type Example, toRequest } from './caller.ts';
import { type Catalogue, exampleOf, inOrder, type Objects } from './catalogue.ts';
import type { Operation } from './document.ts';
import { changedTables, takeFingerprint } from './fingerprint.ts';

export interface IsolationCase {
  readonly operations: readonly Operation[];
  readonly catalogue: Catalogue;
  /** Whose objects are asked for. */
  readonly victim: { readonly organizationId: string; readonly objects: Objects };
  /** Another organization, the other environment, another credential: each with its own organization. */
  readonly strangers: readonly Stranger[];
  readonly owner: Kysely<Tables>;
  /** What is said of an object that is somebody else's; 404 when left out. */
  readonly hiddenStatus?: number | ((example: Example) => number);
}

interface Stranger {
  readonly caller: Caller;
  readonly organizationId: string;
  /** The stranger's own objects, where calls on them are to name the victim's. */
  readonly objects?: Objects;
}

/**
 * Calls each operation with the ids of somebody else's objects. An operation whose path names an object answers as if there were none; one
 * that names objects elsewhere, in its query or body, refuses or shows none of them; nothing of the victim's changes, and after a refusal nothing
 * at all. Gives a sentence for each operation and caller that does otherwise.
 */
export const findLeaks = async (test: IsolationCase): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const { operation, example, stranger } of callsOf(test)) {
    const leak = await findLeak(test, operation, example, stranger);
    if (leak !== null) found.push(`${operation.key} by ${stranger.caller.name}: ${leak}`);
  }
  return found;
};

interface Call {
  readonly operation: Operation;
  readonly example: Example;
  readonly stranger: Stranger;
}

const callsOf = ({ operations, catalogue, victim, strangers }: IsolationCase): readonly Call[] =>
  inOrder(operations, catalogue).flatMap((operation) =>
    strangers.flatMap((stranger) => {
      const { objects } = stranger;
      const crossed = objects === undefined ? [] : catalogue.crossed.filter(({ key }) => key === operation.key);
      return [
        { operation, stranger, example: exampleOf(catalogue, operation, victim.objects) },
        ...crossed.map((one) => ({ operation, stranger, example: one.example(objects ?? {}, victim.objects) })),
      ];
    }),
  );

const findLeak = async (
  { victim, owner, hiddenStatus = 404 }: IsolationCase,
  operation: Operation,
  example: Example,
  { caller, organizationId }: Stranger,
): Promise<string | null> => {
  const request = toRequest(operation, example);
  const before = await takeFingerprint(owner, victim.organizationId);
  const beforeAll = await takeFingerprint(owner);
  const { status, text } = await caller.send(request);
  const changed = changedTables(before, await takeFingerprint(owner, victim.organizationId));
  // The other environment of the same organization may write what is its own.
  if (organizationId !== victim.organizationId && changed.length > 0) return `changed ${changed.join(', ')}`;
  if (status >= 500) return `answered ${status}`;
  if (status >= 400) {
    const written = changedTables(beforeAll, await takeFingerprint(owner));
    if (written.length > 0) return `answered ${status} and changed ${written.join(', ')}`;
  }
  const expected = typeof hiddenStatus === 'number' ? hiddenStatus : hiddenStatus(example);
  if (operation.pathParameters.length > 0 && operation.credential !== 'link' && status !== expected) {
    return `answered ${status}, not ${expected}: ${text.slice(0, 200)}`;
  }
  const shown = Object.entries(victim.objects).filter(([, id]) => id.length > 20 && text.includes(id));
  return status < 400 && shown.length > 0 ? `showed the ${shown.map(([noun]) => noun).join(', ')}` : null;
};
