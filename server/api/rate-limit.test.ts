import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Fastify from 'fastify';
import { type Limit, limitCallers, limitPerMinute } from './rate-limit.ts';
import { callerOf } from './wrong-credential-limit.ts';

/** A server whose callers say who they are, with one limit after the other. */
const open = (...limits: readonly Partial<Limit>[]) => {
  let time = 120_000;
  const server = Fastify();
  const takes = limits.map((limit) =>
    limitPerMinute({ name: 'key', perMinute: 2, detail: 'Wait.', clock: () => time, ...limit }),
  );
  const onRequest = takes.map((take) => limitCallers(take, (request) => String(request.headers.caller)));
  server.get('/', { onRequest }, async () => ({}));
  return {
    ask: (caller: string) => server.inject({ url: '/', headers: { caller } }),
    pass: (ms: number) => {
      time += ms;
    },
  };
};

describe('a limit by the minute', () => {
  it('says what is left, refuses what is too much, and knows callers apart', async () => {
    const { ask } = open({});
    const seen: (readonly [number, unknown, unknown])[] = [];
    for (const caller of ['a', 'a', 'b', 'a']) {
      const { statusCode, headers } = await ask(caller);
      assert.equal(headers['ratelimit-policy'], '"key";q=2;w=60');
      seen.push([statusCode, headers.ratelimit, headers['retry-after']]);
    }
    assert.deepEqual(seen, [
      [200, '"key";r=1;t=60', undefined],
      [200, '"key";r=0;t=60', undefined],
      [200, '"key";r=1;t=60', undefined],
      [429, '"key";r=0;t=60', '60'],
    ]);
  });

  it('ends with the minute: the seconds count down to it, and then everything is allowed again', async () => {
    const { ask, pass } = open({ perMinute: 1 });
    await ask('a');
    pass(59_001);
    const refused = await ask('a');
    assert.deepEqual([refused.statusCode, refused.headers['retry-after']], [429, '1']);
    assert.equal(refused.json().code, 'rate_limited');
    pass(999);
    const allowed = await ask('a');
    assert.deepEqual([allowed.statusCode, allowed.headers.ratelimit], [200, '"key";r=0;t=60']);
  });

  it('stands beside another one in the same headers', async () => {
    const { ask } = open({ name: 'link', perMinute: 5 }, { name: 'photos', perMinute: 1 });
    const { headers } = await ask('a');
    assert.equal(headers['ratelimit-policy'], '"link";q=5;w=60, "photos";q=1;w=60');
    assert.equal(headers.ratelimit, '"link";r=4;t=60, "photos";r=0;t=60');
    const refused = await ask('a');
    assert.deepEqual([refused.statusCode, refused.headers.ratelimit], [429, '"link";r=3;t=60, "photos";r=0;t=60']);
  });

  it('lets strangers without number not push one another out of bounds of memory', async () => {
    const take = limitPerMinute({ name: 'address', perMinute: 1, detail: 'Wait.', clock: () => 0 });
    const server = Fastify();
    let isAllowed: boolean[] = [];
    server.get('/', async (_request, reply) => {
      for (let index = 0; index < 100_001; index += 1) take(`caller ${index}`, reply);
      isAllowed = [take('caller 0', reply), take('caller 100000', reply)];
      return reply;
    });
    await server.inject('/');
    assert.deepEqual(isAllowed, [true, false]);
  });
});

const addresses: readonly (readonly [left: string, right: string, areOne: boolean])[] = [
  ['192.0.2.1', '192.0.2.1', true],
  ['192.0.2.1', '192.0.2.2', false],
  ['::ffff:192.0.2.1', '192.0.2.1', true],
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
  ['not an address', 'not an address', true],
];

for (const [left, right, areOne] of addresses) {
  it(`${left} and ${right} are ${areOne ? 'one caller' : 'two callers'}`, () => {
    assert.equal(callerOf(left) === callerOf(right), areOne);
  });
}
