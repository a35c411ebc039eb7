import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import { system } from '../domain/actor.ts';
import type { DomainContext } from '../domain/context.ts';
import { createSession } from '../domain/session/create-session.ts';
import { loadSession } from '../domain/session/load-session.ts';
import { openSession } from '../domain/session/open-session.ts';
import { createWorkflow } from '../domain/workflow/create-workflow.ts';
import { publishWorkflow } from '../domain/workflow/publish-workflow.ts';
import { createLogger } from '../log.ts';
import { openGate } from '../test/journey.ts';
import { expectOk } from '../test/native-api.ts';
import { evaluateOutsideJob } from './evaluate-outside.ts';
import type { Job } from './job.ts';
import { createJobs, prepareQueueSchema } from './jobs.ts';

const gate = await openGate();
after(() => gate.close());

/** The job as it is, which also tells when it has run. */
const watched = (): { job: Job<DomainContext>; hasRun: Promise<void> } => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const run: Job<DomainContext>['run'] = async (context, payload) => {
    const answer = await evaluateOutsideJob.run(context, payload);
    resolve();
    return answer;
  };
  return { job: { ...evaluateOutsideJob, run }, hasRun: promise };
};

const scriptGraph = graph.parse({
  entry: 'script',
  nodes: [
    {
      id: 'script',
      type: 'script',
      config: { source: 'return { doubled: 2 * 21 }' },
      on: { next: 'end', error: 'end' },
    },
    { id: 'end', type: 'end', config: { decision: 'none' } },
  ],
});

test('a script runs through outbox, relay and queue, and its session goes on', async () => {
  const { scope } = await gate.addOrganization();
  await prepareQueueSchema(gate.database);
  const { job, hasRun } = watched();
  const jobs = createJobs<DomainContext>({
    database: gate.database,
    context: gate.context,
    logger: createLogger({ level: 'silent' }),
    definitions: { jobs: [job], sweeps: [] },
  });
  await jobs.start();
  try {
    const { workflow } = await createWorkflow(gate.context, scope, { name: 'Script', graph: scriptGraph }, system);
    expectOk(await publishWorkflow(gate.context, scope, { workflowId: workflow.id, draftId: null }, system));
    const input = { workflowId: workflow.id, entity: { kind: 'person' } } as const;
    const { id } = expectOk(await createSession(gate.context, scope, input, system)).session;
    assert.equal(expectOk(await openSession(gate.context, scope, id)).state, 'waiting');
    jobs.wake();
    await hasRun;
    const { state, run } = expectOk(await loadSession(gate.context, scope, id));
    assert.equal(state, 'completed');
    assert.deepEqual(run.results.script?.fields, { doubled: 42 });
  } finally {
    await jobs.stop({ timeoutMs: 5_000 });
  }
});
