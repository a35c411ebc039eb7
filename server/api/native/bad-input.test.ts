import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createAnswerCheck } from '../../test/generate/answer-check.ts';
import { findBadAnswers } from '../../test/generate/bad-input.ts';
import { callerOf } from '../../test/generate/caller.ts';
import { nativeCatalogue as catalogue } from '../../test/generate/native-catalogue.ts';
import { LARGEST_PHOTO_BYTES, makeObjects, openApis } from '../../test/generate/open-apis.ts';

const apis = await openApis();
after(apis.close);
const { operations, document, gate } = apis;
const member = await apis.addOrganization();
const keyHolder = await apis.addCaller('a key', member, 'live');
const objects = await makeObjects(apis, { organizationId: member.organizationId, environment: 'live' }, keyHolder);
const person = callerOf(apis.app, 'a person', objects.link);
const check = createAnswerCheck(document);

describe('what no operation takes is a 4xx problem of the document, writes nothing and is never our failure', () => {
  for (const [credential, caller] of [
    ['link', person],
    ['key', keyHolder],
  ] as const) {
    it(`with a ${credential}`, async () => {
      const found = await findBadAnswers({
        document,
        operations: operations.filter((operation) => operation.credential === credential),
        catalogue,
        objects,
        caller,
        check,
        owner: gate.database.owner,
        largestBodyBytes: LARGEST_PHOTO_BYTES,
      });
      assert.deepEqual(found, []);
    });
  }
});
