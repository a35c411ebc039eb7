import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createMachineLookup } from './machine-lookup.ts';
import { createNameResolver, type ResolveName } from './resolve-name.ts';

const A = 1;
const AAAA = 28;

/** Answers of the test's name server: bytes by type; a name that is not here does not exist. */
const zone: Readonly<Record<string, Readonly<Record<number, readonly number[]>>>> = {
  'both.test': { [A]: [93, 184, 216, 34], [AAAA]: [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
  'inside.test': { [A]: [10, 0, 0, 1] },
  'empty.test': {},
};

const asked: string[] = [];

/** A name server (RFC 1035, 4.1) that never answers about names in `hang.test`, and fails those in `broken.test`. */
const openNameServer = async (): Promise<string> => {
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    const { name, type, end } = readQuestion(question);
    asked.push(name);
    if (name.endsWith('hang.test')) return;
    const data = zone[name]?.[type];
    const code = name.endsWith('broken.test') ? 2 : zone[name] === undefined ? 3 : 0;
    const head = Buffer.from([0, 0, 0x81, 0x80 + code, 0, 1, 0, data === undefined ? 0 : 1, 0, 0, 0, 0]);
    question.copy(head, 0, 0, 2);
    const record = data === undefined ? [] : [0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length, ...data];
    socket.send(Buffer.concat([head, question.subarray(12, end), Buffer.from(record)]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  after(() => socket.close());
  return `127.0.0.1:${socket.address().port}`;
};

const readQuestion = (question: Buffer): { name: string; type: number; end: number } => {
  const labels: string[] = [];
  let at = 12;
  for (let length = question.readUInt8(at); length > 0; length = question.readUInt8(at)) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: question.readUInt16BE(at + 1), end: at + 5 };
};

const servers = [await openNameServer()];
const folder = await mkdtemp(join(tmpdir(), 'gatehouse-hosts-'));
after(() => rm(folder, { recursive: true, force: true }));
const hostsFile = join(folder, 'hosts');
await writeFile(
  hostsFile,
  '127.0.0.1 localhost\n::1\tlocalhost ip6-localhost\n# 10.9.9.9 commented\n10.1.2.3  Own.Test own # other\nx own\n',
);

const notFound: ResolveName = async (hostname) => {
  throw Object.assign(new Error(`${hostname} is not there`), { code: 'ENOTFOUND' });
};
const resolverWith = (lookUp: ResolveName = notFound, timeMs = 5000): ResolveName =>
  createNameResolver({ servers, hostsFile, timeMs, lookUp });

describe('the addresses of a name', () => {
  const cases: readonly (readonly [name: string, addresses: readonly string[]])[] = [
    ['both.test', ['93.184.216.34', '2001:db8::1']],
    ['both.test.', ['93.184.216.34', '2001:db8::1']],
    ['inside.test', ['10.0.0.1']],
    ['own.test', ['10.1.2.3']],
    ['own', ['10.1.2.3']],
    ['localhost', ['127.0.0.1', '::1']],
    ['app.localhost', ['127.0.0.1', '::1']],
  ];
  for (const [name, addresses] of cases) {
    it(`are all those of ${name}`, async () => {
      assert.deepEqual(await resolverWith()(name), addresses);
    });
  }

  it('of the hosts file and of localhost are asked of nobody', () => {
    assert.deepEqual(
      asked.filter((name) => /own|localhost/.test(name)),
      [],
    );
  });

  for (const name of ['unknown.test', 'empty.test', 'commented', 'other']) {
    it(`are asked of the machine where the servers have none for ${name}`, async () => {
      assert.deepEqual(await resolverWith(async (hostname) => [`of ${hostname}`])(name), [`of ${name}`]);
      await assert.rejects(resolverWith()(name), { code: 'ENOTFOUND' });
    });
  }

  it('are not asked of the machine where the servers fail', async () => {
    const never: ResolveName = async () => assert.fail('the machine was asked');
    await assert.rejects(resolverWith(never)('x.broken.test'), { code: 'ESERVFAIL' });
  });

  it('are asked of the machine where no server is there', async () => {
    const resolve = createNameResolver({ servers: ['127.0.0.1:9'], hostsFile, lookUp: async () => ['10.0.0.9'] });
    assert.deepEqual(await resolve('both.test'), ['10.0.0.9']);
  });
});

describe('names that never answer', () => {
  it('hold up no other name, and end at their time', async () => {
    const resolve = resolverWith(notFound, 1500);
    let ended = 0;
    const hanging = Array.from({ length: 10 }, (_, index) =>
      assert.rejects(resolve(`${index}.hang.test`), /ETIMEOUT|ECANCELLED/).finally(() => {
        ended += 1;
      }),
    );
    assert.equal((await resolve('both.test')).length, 2);
    assert.equal(ended, 0);
    await Promise.all(hanging);
  });

  it('on the machine hold up no name that the servers know', async () => {
    const never = createMachineLookup(() => new Promise(() => undefined));
    const resolve = resolverWith(never);
    for (const name of ['one.unknown', 'two.unknown', 'three.unknown']) void resolve(name);
    assert.equal((await resolve('both.test')).length, 2);
  });
});

describe('the machine', () => {
  it('looks two names up at a time, and one name once', async () => {
    const running: string[] = [];
    const first = Promise.withResolvers<readonly string[]>();
    const lookUp = createMachineLookup((hostname) => {
      running.push(hostname);
      return hostname === 'three' ? Promise.resolve(['10.0.0.3']) : first.promise;
    });
    const answers = ['one', 'one', 'two', 'three'].map(lookUp);
    await Promise.resolve();
    assert.deepEqual(running, ['one', 'two']);
    first.resolve(['10.0.0.1']);
    assert.deepEqual(await Promise.all(answers), [['10.0.0.1'], ['10.0.0.1'], ['10.0.0.1'], ['10.0.0.3']]);
    assert.deepEqual(running, ['one', 'two', 'three']);
  });

  it('is asked anew about a name that it did not find', async () => {
    let count = 0;
    const lookUp = createMachineLookup(async (hostname) => {
      count += 1;
      return notFound(hostname);
    });
    await assert.rejects(lookUp('one'), { code: 'ENOTFOUND' });
    await assert.rejects(lookUp('one'), { code: 'ENOTFOUND' });
    assert.equal(count, 2);
  });
});
