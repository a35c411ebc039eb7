import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createAnswerCheck } from '../../test/generate/answer-check.ts';
import { toRequest } from '../../test/generate/caller.ts';
import { exampleOf, inOrder } from '../../test/generate/catalogue.ts';
import { type Operation, readOperations } from '../../test/generate/document.ts';
import { changedTables, takeFingerprint } from '../../test/generate/fingerprint.ts';
import { wireCaller } from '../../test/generate/onekosmos-caller.ts';
import { oneKosmosCatalogue as catalogue } from '../../test/generate/onekosmos-catalogue.ts';
import { openOneKosmosPlace } from '../../test/generate/onekosmos-objects.ts';

const { place, database, client, document, fill, close } = await openOneKosmosPlace();
after(close);
const check = createAnswerCheck(document);
const { community, objects } = await fill();

const encrypted = (text: string | Buffer): string => client.encrypt(text);
const id = { ts: Math.floor(place.context.now().getTime() / 1000), uuid: crypto.randomUUID(), appid: 'com.example' };

/** For each header what it may not be. */
const badHeaders: Readonly<Record<string, readonly string[]>> = {
  requestid: [
    '',
    ' ',
    'x',
    '%00',
    JSON.stringify(id),
    encrypted(JSON.stringify(id)).slice(0, 40),
    `${encrypted(JSON.stringify(id))}*`,
    encrypted(''),
    encrypted('null'),
    encrypted('[]'),
    encrypted('"text"'),
    encrypted('{"ts":'),
    encrypted('{}'),
    encrypted(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])),
    encrypted(Buffer.alloc(64)),
    encrypted('['.repeat(5_000)),
    encrypted(`${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`),
    ...[null, '1800000000', 1e300, -1, [id.ts], { ts: id.ts }, true, id.ts * 1000, id.ts - 61, id.ts + 61].map((ts) =>
      encrypted(JSON.stringify({ ...id, ts })),
    ),
    encrypted(JSON.stringify(id).replace(String(id.ts), '1e999')),
    ...[null, 1, [], {}].map((uuid) => encrypted(JSON.stringify({ ...id, uuid }))),
    ...[null, 1, [], {}, 'a\u0000b'].map((appid) => encrypted(JSON.stringify({ ...id, appid }))),
    encrypted(JSON.stringify(id).replace('{', '{"__proto__":{"ts":1},')),
  ],
  publickey: [
    '',
    ' ',
    'x',
    '%zz',
    'x'.repeat(10_000),
    Buffer.alloc(64).toString('base64'),
    Buffer.alloc(64, 0xff).toString('base64'),
    Buffer.concat([Buffer.of(4), Buffer.from(client.publicKey, 'base64')]).toString('base64'),
    Buffer.from(client.publicKey, 'base64').subarray(0, 63).toString('base64'),
    Buffer.from(client.publicKey, 'base64').toString('hex'),
    `${client.publicKey}, ${Buffer.alloc(64, 1).toString('base64')}`,
    JSON.stringify({ publickey: client.publicKey }),
    // Another key than the rest was encrypted with.
    objects.helperPublicKey,
  ],
  licensekey: [
    'x',
    community.licences.system,
    encrypted(''),
    encrypted('x'),
    encrypted(' '.repeat(5_000)),
    encrypted(`${community.licences.system}\u0000`),
    encrypted(JSON.stringify(community.licences.system)),
    encrypted(community.licences.system.toUpperCase().replace(/^./, '0')),
    encrypted("' or 1=1 --"),
    encrypted(Buffer.from([0xff, 0xfe])),
    encrypted(community.licences.system).slice(0, -8),
  ],
  authorization: [
    'x',
    'Bearer',
    'Bearer ',
    'Bearer x.y.z',
    `Basic ${objects.token}`,
    `Bearer ${objects.token}x`,
    `Bearer ${objects.token.split('.').slice(0, 2).join('.')}.`,
    `Bearer ${objects.token}, Bearer x.y.z`,
    `Bearer ${unsigned(objects.token)}`,
    `Bearer ${'a'.repeat(10_000)}`,
  ],
  'x-ext-id': ['x', encrypted(''), encrypted('x'), encrypted(Buffer.from([0xff])), encrypted('a\u0000b')],
};

/** The same claims, said to be signed by nobody. */
function unsigned(token: string): string {
  const head = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
  return `${head}.${token.split('.')[1]}.`;
}

/** The headers that an operation looks at, of those that can be wrong. */
const lookedAt = ({ headers, credentials }: Operation): readonly string[] => [
  ...headers,
  ...(credentials.includes('licence') ? ['licensekey'] : []),
  ...(credentials.includes('login') ? ['authorization'] : []),
];

describe('a header that is not as it should be is a 4xx in the vendor’s envelope, and nothing is written', () => {
  for (const operation of inOrder(readOperations(document), catalogue)) {
    const names = lookedAt(operation);
    if (names.length === 0) continue;
    it(operation.key, async () => {
      const good = toRequest(operation, exampleOf(catalogue, operation, objects));
      const before = await takeFingerprint(database.owner);
      for (const name of names) {
        const credentials =
          name === 'authorization' ? { token: objects.token } : { licence: community.licences.system };
        const caller = wireCaller(place.app, { name, client, wrapping: 'encrypted' }, credentials);
        for (const value of badHeaders[name] ?? []) {
          const answer = await caller.send({ ...good, headers: { ...good.headers, [name]: value } });
          const said = `${name} = ${value.slice(0, 60)}: ${answer.status} ${answer.text}`;
          assert.ok(answer.status >= 400 && answer.status < 500, said);
          assert.equal(check(operation, answer), null, said);
          assert.deepEqual(Object.keys(JSON.parse(answer.text)), ['statusCode', 'error', 'message'], said);
        }
      }
      assert.deepEqual(changedTables(before, await takeFingerprint(database.owner)), []);
    });
  }
});
