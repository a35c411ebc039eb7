import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { TokenApi } from '../../domain/key/key-form.ts';
import { createAnswerCheck } from './answer-check.ts';
import { findBadAnswers } from './bad-input.ts';
import { type Caller, toRequest } from './caller.ts';
import { type Catalogue, exampleOf, findGaps, inOrder, type Objects } from './catalogue.ts';
import { readOperations } from './document.ts';
import { findLeaks } from './isolation.ts';
import { LARGEST_PHOTO_BYTES, makeObjects, openApis } from './open-apis.ts';

/** A vendor's API whose callers send a key, and what the generators have to know of it. */
export interface KeyedDialect {
  readonly api: Exclude<TokenApi, 'native'>;
  readonly catalogue: Catalogue;
  /** The ids of objects as this API writes them, from the native API's. */
  readonly translate: (native: Objects) => Objects;
  /** What is said of an object that is somebody else's, and of an id that no object can have. */
  readonly hiddenStatus: number;
}

/** Runs every generated test on the dialect's own document. Call it at the top of a file, outside hooks. */
export const testKeyedDialect = async ({ api, catalogue, translate, hiddenStatus }: KeyedDialect): Promise<void> => {
  const apis = await openApis();
  after(apis.close);
  const document: object = (await apis.app.inject(`/${api}/openapi.json`)).json();
  const operations = readOperations(document);
  const check = createAnswerCheck(document);
  const { owner } = apis.gate.database;

  const member = await apis.addOrganization();
  const other = await apis.addOrganization();
  const place = async (name: string, { organizationId, userId }: typeof member, environment: 'live' | 'test') => {
    const native = await apis.addCaller(`${name}, natively`, { organizationId, userId }, environment);
    const objects = await makeObjects(apis, { organizationId, environment }, native);
    const caller: Caller = await apis.addCaller(name, { organizationId, userId }, environment, api);
    return { caller, organizationId, objects: { ...objects, ...translate(objects) } };
  };
  const own = await place('the owner', member, 'live');
  const strangers = [
    await place('another organization', other, 'live'),
    await place('the other environment', member, 'test'),
  ];

  describe(`every operation of the ${api} document`, () => {
    it('has an example, and every example an operation', () => assert.deepEqual(findGaps(operations, catalogue), []));

    it('needs a key', () =>
      assert.deepEqual(
        operations.filter(({ credential }) => credential !== 'key'),
        [],
      ));

    it('shows and changes nothing of another organization or the other environment', async () => {
      const test = { operations, catalogue, victim: own, strangers, owner, hiddenStatus };
      assert.deepEqual(await findLeaks(test), []);
    });

    it('that is open to its caller is noticed: the search for leaks finds what there is', async () => {
      const reads = operations.filter(({ method, pathParameters }) => method === 'GET' && pathParameters.length > 0);
      const test = { operations: reads, catalogue, victim: own, strangers: [own], owner, hiddenStatus };
      assert.equal((await findLeaks(test)).length, reads.length);
    });

    it('refuses in its own envelope what it does not take, writes nothing then, and never fails', async () => {
      const test = { document, operations, catalogue, objects: own.objects, caller: own.caller, check, owner };
      const found = await findBadAnswers({ ...test, largestBodyBytes: LARGEST_PHOTO_BYTES, passesUnknown: true });
      assert.deepEqual(found, []);
    });
  });

  describe(`what the owner is answered by ${api}`, () => {
    for (const operation of inOrder(operations, catalogue)) {
      it(`${operation.key} is a success, as its schema says`, async () => {
        // Its session has begun a run of its own in the tests before.
        const objects = strangers[0]?.objects ?? {};
        const caller = strangers[0]?.caller ?? own.caller;
        const answer = await caller.send(toRequest(operation, exampleOf(catalogue, operation, objects)));
        assert.equal(check(operation, answer), null);
        assert.ok(answer.status < 300, answer.text);
      });
    }
  });
};
