import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { z } from 'zod';
import type { Database } from '../db/client.ts';
import { createLogger } from '../log.ts';
import { openTestDatabase } from '../test/database.ts';
import { defineJob, type Job } from './job.ts';
import { createJobs, type Jobs, prepareQueueSchema } from './jobs.ts';

const database = await openTestDatabase();

/** Neither looking by itself nor polling can be what makes a test pass; where polling has to, a test says so. */
const onlyWhenWoken = { relayIdleMs: 600_000, relayBackOffMs: 1, pollingSeconds: 600, superviseSeconds: 600 };

const scope = { organizationId: v7(), environment: 'live' as const };

const addToOutbox = async (queue: string, payloads: readonly object[]): Promise<void> => {
  await database
    .scoped(scope)
    .insertInto('outbox')
    .values(
      payloads.map((payload) => ({
        organization_id: scope.organizationId,
        environment: scope.environment,
        queue,
        payload: JSON.stringify(payload),
        created_at: new Date(),
      })),
    )
    .execute();
};

interface JobRow {
  readonly name: string;
  readonly state: string;
  readonly output: unknown;
}

const jobRows = async (name: string): Promise<JobRow[]> => {
  const found = await sql<JobRow>`select name, state::text as state, output from pgboss.job
    where name in (${name}, ${`${name}.dead`}) order by name`.execute(database.worker);
  return found.rows;
};

type Payload = { readonly number: number };

/** What a handler was given, and a promise for its nth call. */
const recorder = () => {
  const numbers: number[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  return {
    numbers,
    record: (number: number): void => {
      numbers.push(number);
      for (const { resolve } of waiting.filter(({ count }) => count <= numbers.length)) resolve();
    },
    reached: (count: number): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (numbers.length >= count) resolve();
      else waiting.push({ count, resolve });
      return promise;
    },
  };
};

const job = (
  name: string,
  handle: (payload: Payload) => Promise<void> | void,
  more: {
    attempts?: number;
    concurrency?: number;
    exhausted?: (payload: Payload) => void;
    timeoutSeconds?: number;
  } = {},
): Job<null> =>
  defineJob<null, Payload>({
    name,
    payload: z.object({ number: z.int() }),
    concurrency: more.concurrency ?? 2,
    timeoutSeconds: more.timeoutSeconds ?? 60,
    attempts: more.attempts ?? 1,
    retryDelaySeconds: 0,
    retryDelayMaxSeconds: 0,
    handle: async (_context, payload) => handle(payload),
    handleExhausted: more.exhausted === undefined ? null : async (_context, payload) => more.exhausted?.(payload),
  });

const running: Jobs[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((jobs) => jobs.stop({ timeoutMs: 5_000 })));
});

const startJobs = async (
  definition: Job<null>,
  timing = onlyWhenWoken,
  runsJobs = true,
): Promise<{ jobs: Jobs; logged: string[] }> => {
  const logged: string[] = [];
  const jobs = createJobs({
    database,
    context: null,
    logger: createLogger({ level: 'info', destination: { write: (line) => void logged.push(line) } }),
    definitions: { jobs: [definition], sweeps: [] },
    runsJobs,
    timing,
  });
  running.push(jobs);
  await jobs.start();
  return { jobs, logged };
};

const stopJobs = async (jobs: Jobs, timeoutMs = 5_000): Promise<void> => {
  running.splice(running.indexOf(jobs), 1);
  await jobs.stop({ timeoutMs });
};

describe('background jobs', () => {
  it('do not start without their tables, which are made once and may be made again', async () => {
    await sql`drop schema pgboss cascade`.execute(database.owner);
    await sql`create schema pgboss authorization gatehouse_worker`.execute(database.owner);
    const logger = createLogger({ level: 'silent' });
    const jobs = createJobs({ database, context: null, logger, definitions: { jobs: [], sweeps: [] } });
    await assert.rejects(jobs.start(), /not installed/);
    await prepareQueueSchema(database);
    await prepareQueueSchema(database);
    await startJobs(job('first', () => undefined));
  });

  it('run once each, from a wake alone, and leave nothing in the outbox', async () => {
    const { record, reached, numbers } = recorder();
    const { jobs } = await startJobs(job('once', ({ number }) => record(number)));
    const expected = Array.from({ length: 20 }, (_, index) => index);
    await addToOutbox(
      'once',
      expected.map((number) => ({ number })),
    );
    jobs.wake();
    await reached(20);
    await stopJobs(jobs);
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      expected,
    );
    assert.deepEqual(new Set((await jobRows('once')).map((row) => row.state)), new Set(['completed']));
    assert.equal((await database.worker.selectFrom('outbox').select('id').execute()).length, 0);
  });

  it('run as many at once as the job allows, and never more', async () => {
    const { record, reached, numbers } = recorder();
    const gate = Promise.withResolvers<void>();
    let atOnce = 0;
    let most = 0;
    const { jobs } = await startJobs(
      job('bounded', async ({ number }) => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        record(number);
        await gate.promise;
        atOnce -= 1;
      }),
    );
    await addToOutbox(
      'bounded',
      Array.from({ length: 12 }, (_, number) => ({ number })),
    );
    jobs.wake();
    await reached(2);
    jobs.wake();
    while ((await database.worker.selectFrom('outbox').select('id').execute()).length > 0);
    assert.equal(numbers.length, 2);
    gate.resolve();
    await reached(12);
    assert.equal(most, 2);
  });

  it('are tried again after a failure', async () => {
    const { record, reached, numbers } = recorder();
    const { jobs, logged } = await startJobs(
      job(
        'again',
        ({ number }) => {
          record(number);
          if (numbers.length < 3) throw new Error('not yet');
        },
        { attempts: 3 },
      ),
    );
    await addToOutbox('again', [{ number: 7 }]);
    jobs.wake();
    await reached(3);
    await stopJobs(jobs);
    assert.deepEqual(
      (await jobRows('again')).map((row) => row.state),
      ['completed'],
    );
    assert.equal(logged.filter((line) => line.includes('will be tried again')).length, 2);
  });

  it('become dead letters after the last attempt, whose own handler is then given the payload', async () => {
    const failed = recorder();
    const given = recorder();
    const { jobs, logged } = await startJobs(
      job(
        'hopeless',
        ({ number }) => {
          failed.record(number);
          throw new TypeError('a message that might quote an answer');
        },
        { attempts: 2, exhausted: ({ number }) => given.record(number) },
      ),
      { ...onlyWhenWoken, pollingSeconds: 0.5 },
    );
    await addToOutbox('hopeless', [{ number: 9 }]);
    jobs.wake();
    await given.reached(1);
    await stopJobs(jobs);
    assert.deepEqual([failed.numbers, given.numbers], [[9, 9], [9]]);
    const rows = await jobRows('hopeless');
    assert.deepEqual(
      rows.map((row) => [row.name, row.state]),
      [
        ['hopeless', 'failed'],
        ['hopeless.dead', 'completed'],
      ],
    );
    assert.doesNotMatch(JSON.stringify(rows), /quote an answer/);
    assert.ok(logged.some((line) => /"level":"error".*failed for the last time/.test(line)));
  });

  it('with a payload of another shape are dead letters at once, and the handler is not called', async () => {
    const { record, reached, numbers } = recorder();
    const { jobs, logged } = await startJobs(
      job('shaped', ({ number }) => record(number), { attempts: 5, concurrency: 1 }),
    );
    await addToOutbox('shaped', [{ number: 'SECRET' }, { number: 1 }]);
    jobs.wake();
    await reached(1);
    await stopJobs(jobs);
    assert.deepEqual(numbers, [1]);
    assert.deepEqual((await jobRows('shaped')).map((row) => [row.name, row.state]).toSorted(), [
      ['shaped', 'completed'],
      ['shaped', 'failed'],
      ['shaped.dead', 'created'],
    ]);
    assert.ok(logged.some((line) => line.includes('not of its shape')));
    assert.doesNotMatch(logged.join(), /SECRET/);
  });

  it('that outrun their time have failed, and a log line says so', async () => {
    const given = recorder();
    const gate = Promise.withResolvers<void>();
    const { logged } = await startJobs(
      job('slow', () => gate.promise, { timeoutSeconds: 1, exhausted: ({ number }) => given.record(number) }),
      { ...onlyWhenWoken, relayIdleMs: 1, pollingSeconds: 0.5 },
    );
    await addToOutbox('slow', [{ number: 8 }]);
    await given.reached(1);
    assert.deepEqual(given.numbers, [8]);
    assert.ok(logged.some((line) => line.includes('outran its time')));
    gate.resolve();
  });

  it('are waited for by a stop', async () => {
    const { record, reached } = recorder();
    const gate = Promise.withResolvers<void>();
    const { jobs } = await startJobs(
      job('awaited', async ({ number }) => {
        record(number);
        await gate.promise;
      }),
    );
    await addToOutbox('awaited', [{ number: 1 }]);
    jobs.wake();
    await reached(1);
    const stopping = stopJobs(jobs);
    gate.resolve();
    await stopping;
    assert.deepEqual(
      (await jobRows('awaited')).map((row) => row.state),
      ['completed'],
    );
  });

  it('that are still running when the time to stop is over are run again by the next start', async () => {
    const first = recorder();
    const gate = Promise.withResolvers<void>();
    const { jobs, logged } = await startJobs(
      job(
        'cut',
        async ({ number }) => {
          first.record(number);
          await gate.promise;
        },
        { attempts: 2 },
      ),
    );
    await addToOutbox('cut', [{ number: 5 }]);
    jobs.wake();
    await first.reached(1);
    await stopJobs(jobs, 1);
    assert.ok(logged.some((line) => line.includes('still running')));
    const second = recorder();
    await startJobs(job('cut', ({ number }) => second.record(number), { attempts: 2 }));
    await second.reached(1);
    assert.deepEqual(second.numbers, [5]);
    gate.resolve();
  });

  it('written by a process that died before its wake are found at the next start', async () => {
    const { record, reached, numbers } = recorder();
    await addToOutbox('orphaned', [{ number: 3 }]);
    await startJobs(job('orphaned', ({ number }) => record(number)));
    await reached(1);
    assert.deepEqual(numbers, [3]);
  });

  it('of a process that died are run again by another', async () => {
    const { record, reached, numbers } = recorder();
    const definition = job('crashed', ({ number }) => record(number), { attempts: 2 });
    const api = await startJobs(definition, onlyWhenWoken, false);
    await addToOutbox('crashed', [{ number: 4 }]);
    api.jobs.wake();
    await stopJobs(api.jobs);
    // What a killed worker leaves: a claim whose heart has stopped beating.
    await sql`update pgboss.job set state = 'active', started_on = now() - interval '1 minute',
      heartbeat_on = now() - interval '1 minute' where name = 'crashed'`.execute(database.worker);
    await startJobs(definition, { ...onlyWhenWoken, pollingSeconds: 0.5, superviseSeconds: 1 });
    await reached(1);
    assert.deepEqual(numbers, [4]);
  });

  it('moved by a process that runs none are run by another, which a server tells at once', async () => {
    const { record, reached, numbers } = recorder();
    const definition = job('elsewhere', ({ number }) => record(number));
    const polling = { ...onlyWhenWoken, pollingSeconds: 0.5 };
    await startJobs(definition, database.engine === 'postgres' ? onlyWhenWoken : polling);
    const api = await startJobs(definition, onlyWhenWoken, false);
    await addToOutbox('elsewhere', [{ number: 2 }]);
    api.jobs.wake();
    await reached(1);
    assert.deepEqual(numbers, [2]);
  });

  it('wait for a database that is away, with a log line that says why', async () => {
    const { record, reached, numbers } = recorder();
    const failure = Promise.withResolvers<string>();
    let isAway = false;
    const flaky: Database = {
      ...database,
      workerSql: {
        ...database.workerSql,
        executeSql: async (text, values) => {
          if (isAway) throw Object.assign(new Error('connection lost'), { code: '08006' });
          return database.workerSql.executeSql(text, values);
        },
      },
    };
    const jobs = createJobs({
      database: flaky,
      context: null,
      logger: createLogger({ level: 'error', destination: { write: failure.resolve } }),
      definitions: { jobs: [job('away', ({ number }) => record(number))], sweeps: [] },
      timing: { ...onlyWhenWoken, pollingSeconds: 0.5 },
    });
    running.push(jobs);
    await jobs.start();
    isAway = true;
    await addToOutbox('away', [{ number: 6 }]);
    jobs.wake();
    assert.match(await failure.promise, /08006.*connection lost/);
    isAway = false;
    await reached(1);
    assert.deepEqual(numbers, [6]);
  });

  it('take changed settings of a job over at the next start', async () => {
    const { jobs } = await startJobs(job('changed', () => undefined, { attempts: 2 }));
    await stopJobs(jobs);
    await startJobs(job('changed', () => undefined, { attempts: 4 }));
    const { rows } = await sql<{
      retry_limit: number;
    }>`select retry_limit from pgboss.queue where name = 'changed'`.execute(database.worker);
    assert.deepEqual(rows, [{ retry_limit: 3 }]);
  });
});
