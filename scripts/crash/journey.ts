import { setTimeout } from 'node:timers/promises';
import { v7 } from 'uuid';
import { z } from 'zod';
import type { Answer, Calls } from './call.ts';

/** What one invented person did, as the server acknowledged it. */
export interface Journey {
  readonly sessionId: string;
  /** `node attempt` of each submission that was answered with 200. */
  readonly acknowledged: string[];
  state: string;
}

export interface Traveller {
  readonly calls: Calls;
  readonly key: string;
  readonly workflowId: string;
  readonly photo: Uint8Array;
}

const created = z.object({ id: z.string(), url: z.string() });
const captureState = z.object({
  session: z.object({ state: z.string() }),
  step: z.object({ node: z.string(), attempt: z.number() }).nullable(),
  view: z.object({ kind: z.string() }),
});
type CaptureState = z.infer<typeof captureState>;
const upload = z.object({ id: z.string() });

const finalStates = new Set(['completed', 'expired', 'cancelled', 'failed', 'in_review']);
const pollMs = 150;

/** From the new session to its end, over whatever happens to the server meanwhile. */
export const travel = async (traveller: Traveller, journeys: Journey[]): Promise<void> => {
  const { calls } = traveller;
  const made = await createSession(traveller);
  const journey: Journey = { sessionId: made.id, acknowledged: [], state: 'created' };
  journeys.push(journey);
  const token = made.url.split('/').at(-1) ?? '';
  for (;;) {
    const state = await look(calls, token);
    journey.state = state.session.state;
    if (finalStates.has(journey.state)) return;
    if (state.step === null) await setTimeout(pollMs);
    else await submit(traveller, token, journey, state);
  }
};

/**
 * Named by a key, so that it may be sent again. While a request that a kill interrupted counts as in flight (409), for a
 * minute, the traveller goes on with another session instead of waiting, so that the load does not run dry.
 */
const createSession = async ({ calls, key, workflowId }: Traveller) => {
  for (;;) {
    const idempotencyKey = v7();
    const answer = await calls.untilAnswered({
      method: 'POST',
      path: '/api/sessions',
      token: key,
      body: { workflowId, entity: { kind: 'person' } },
      headers: { 'idempotency-key': idempotencyKey },
    });
    if (answer.status !== 409) return created.parse(expectStatus(201, answer));
    await setTimeout(pollMs);
  }
};

const look = async (calls: Calls, token: string): Promise<CaptureState> =>
  captureState.parse(
    expectStatus(200, await calls.untilAnswered({ method: 'POST', path: '/api/capture/open', token })),
  );

/** One submission, sent once: where no answer comes, the next look says what became of it. */
const submit = async (
  traveller: Traveller,
  token: string,
  journey: Journey,
  { step, view }: CaptureState,
): Promise<void> => {
  if (step === null) return;
  const input = view.kind === 'document' ? await uploadPhoto(traveller, token, step) : answers;
  if (input === null) return;
  const answer = await traveller.calls.once({
    method: 'POST',
    path: '/api/capture/submit',
    token,
    body: { ...step, input },
  });
  if (answer === null || answer.status >= 500) return;
  if (answer.status === 200) journey.acknowledged.push(`${step.node} ${step.attempt}`);
  else if (answer.status !== 409)
    traveller.calls.surprises.push(`submit ${step.node}: ${JSON.stringify(answer.body).slice(0, 300)}`);
};

const answers = { name: 'Anna Maria Eriksson', birthDate: '1990-08-12', email: 'anna@example.com' };

const uploadPhoto = async (
  { calls, photo }: Traveller,
  token: string,
  step: { readonly node: string; readonly attempt: number },
): Promise<Readonly<Record<string, string>> | null> => {
  const path = `/api/capture/uploads/front?node=${step.node}&attempt=${step.attempt}`;
  const answer = await calls.once({ method: 'PUT', path, token, body: photo });
  if (answer === null || answer.status !== 201) {
    await setTimeout(pollMs);
    return null;
  }
  return { documentKind: 'passport', front: upload.parse(answer.body).id };
};

const expectStatus = (status: number, answer: Answer): unknown => {
  if (answer.status !== status) throw new Error(`Answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};
