import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { createLogger } from '../log.ts';
import { createRelay, type Relay } from './relay.ts';

const batchSize = 10;

/** A relay over a pile of rows in memory; `during` runs inside each move, before the rows count as moved. */
const relayOver = (
  pile: { rows: number },
  during: () => Promise<void> | void = () => undefined,
  afterLook: () => void = () => undefined,
) => {
  const seen = { moves: 0, looks: 0, running: 0, mostAtOnce: 0 };
  const logged: string[] = [];
  const relay = createRelay({
    moveBatch: async () => {
      seen.moves += 1;
      seen.running += 1;
      seen.mostAtOnce = Math.max(seen.mostAtOnce, seen.running);
      try {
        await during();
        const moved = Math.min(batchSize, pile.rows);
        pile.rows -= moved;
        return moved;
      } finally {
        seen.running -= 1;
      }
    },
    hasRows: async () => {
      seen.looks += 1;
      const found = pile.rows > 0;
      afterLook();
      return found;
    },
    batchSize,
    logger: createLogger({ level: 'error', destination: { write: (line) => void logged.push(line) } }),
    idleMs: 1_000,
    backOffMs: 250,
    backOffMaxMs: 1_000,
  });
  return { relay, seen, logged };
};

/** Lets everything that waits for nothing but promises come to its end. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};

const started: Relay[] = [];
const start = async (relay: Relay): Promise<void> => {
  started.push(relay);
  relay.start();
  await settle();
};

beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
afterEach(async () => {
  await Promise.all(started.splice(0).map((relay) => relay.stop()));
  mock.timers.reset();
});

const tick = async (ms: number): Promise<void> => {
  mock.timers.tick(ms);
  await settle();
};

describe('the relay', () => {
  it('moves what lies there at the start, batch after batch', async () => {
    const pile = { rows: 35 };
    const { relay, seen } = relayOver(pile);
    await start(relay);
    assert.deepEqual({ rows: pile.rows, moves: seen.moves }, { rows: 0, moves: 4 });
  });

  it('moves at once when woken, and looks by itself once in the idle time otherwise', async () => {
    const pile = { rows: 0 };
    const { relay, seen } = relayOver(pile);
    await start(relay);
    pile.rows = 1;
    relay.wake();
    await settle();
    assert.equal(pile.rows, 0);
    pile.rows = 1;
    await tick(999);
    assert.equal(pile.rows, 1);
    await tick(1);
    assert.equal(pile.rows, 0);
    assert.equal(seen.moves, 2);
  });

  it('does not lose a wake that comes between a look that found nothing and its end', async () => {
    const pile = { rows: 0 };
    const { relay } = relayOver(pile, undefined, () => {
      pile.rows += 1;
      relay.wake();
    });
    await start(relay);
    assert.equal(pile.rows, 0);
  });

  it('opens no transaction when a look by itself finds nothing', async () => {
    const { relay, seen } = relayOver({ rows: 0 });
    await start(relay);
    await tick(1_000);
    assert.deepEqual({ looks: seen.looks, moves: seen.moves }, { looks: 2, moves: 0 });
  });

  it('never runs twice at once; a hundred wakes during a run lead to one more', async () => {
    const gate = Promise.withResolvers<void>();
    const { relay, seen } = relayOver({ rows: 5 }, () => gate.promise);
    await start(relay);
    for (let index = 0; index < 100; index += 1) relay.wake();
    await settle();
    assert.equal(seen.moves, 1);
    gate.resolve();
    await settle();
    assert.deepEqual({ moves: seen.moves, mostAtOnce: seen.mostAtOnce }, { moves: 2, mostAtOnce: 1 });
  });

  it('outlives a database that is away: it logs, waits longer each time, and then moves the rows', async () => {
    const pile = { rows: 3 };
    let isAway = true;
    const { relay, seen, logged } = relayOver(pile, () => {
      if (isAway) throw new Error('connection refused');
    });
    await start(relay);
    for (const [waitMs, moves] of [
      [250, 2],
      [500, 3],
      [1_000, 4],
      [1_000, 5],
    ] as const) {
      await tick(waitMs - 1);
      assert.equal(seen.moves, moves - 1, `before ${waitMs} ms were over`);
      await tick(1);
      assert.equal(seen.moves, moves, `after ${waitMs} ms`);
    }
    isAway = false;
    await tick(1_000);
    assert.equal(pile.rows, 0);
    assert.equal(logged.length, 5);
    assert.match(logged[0] ?? '', /the outbox could not be moved/);
  });

  it('does not hurry a failing database when it is woken', async () => {
    const { relay, seen } = relayOver({ rows: 3 }, () => {
      throw new Error('connection refused');
    });
    await start(relay);
    relay.wake();
    await settle();
    assert.equal(seen.moves, 1);
  });

  it('stops after the run under way, and a later wake does nothing', async () => {
    const gate = Promise.withResolvers<void>();
    const pile = { rows: 25 };
    const { relay, seen } = relayOver(pile, () => gate.promise);
    await start(relay);
    let isStopped = false;
    const stopping = relay.stop().then(() => {
      isStopped = true;
    });
    await settle();
    assert.equal(isStopped, false);
    gate.resolve();
    await stopping;
    relay.wake();
    await tick(10_000);
    assert.deepEqual({ rows: pile.rows, moves: seen.moves }, { rows: 15, moves: 1 });
  });
});
