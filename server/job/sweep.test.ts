import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { createLogger } from '../log.ts';
import { startSweeps } from './sweep.ts';

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

const tick = async (ms: number): Promise<void> => {
  mock.timers.tick(ms);
  await settle();
};

const start = (run: (signal: AbortSignal) => Promise<void> | void) => {
  const seen = { runs: 0 };
  const logged: string[] = [];
  const logger = createLogger({ level: 'error', destination: { write: (line) => void logged.push(line) } });
  const sweep = async (context: { name: string }, signal: AbortSignal): Promise<void> => {
    assert.equal(context.name, 'context');
    seen.runs += 1;
    await run(signal);
  };
  return { seen, logged, sweeps: startSweeps([{ name: 'tidy', everyMs: 100, sweep }], { name: 'context' }, logger) };
};

beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
afterEach(() => mock.timers.reset());

describe('a sweep', () => {
  it('runs at the start and again that long after it ended', async () => {
    const gate = Promise.withResolvers<void>();
    const { seen, sweeps } = start(() => gate.promise);
    await tick(1_000);
    assert.equal(seen.runs, 1);
    gate.resolve();
    await settle();
    await tick(99);
    assert.equal(seen.runs, 1);
    await tick(1);
    assert.equal(seen.runs, 2);
    await sweeps.stop();
  });

  it('that fails is logged and comes again at its time', async () => {
    const { seen, logged, sweeps } = start(() => {
      throw new Error('connection lost');
    });
    await settle();
    await tick(100);
    assert.deepEqual({ runs: seen.runs, lines: logged.length }, { runs: 2, lines: 2 });
    assert.match(logged[0] ?? '', /tidy/);
    await sweeps.stop();
  });

  it('is told of a stop, which waits for it and lets none follow', async () => {
    let wasTold = false;
    const { seen, sweeps } = start(async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      wasTold = true;
    });
    await settle();
    await sweeps.stop();
    await tick(1_000);
    assert.deepEqual({ wasTold, runs: seen.runs }, { wasTold: true, runs: 1 });
  });
});
