import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createAnswerCheck } from '../../test/generate/answer-check.ts';
import { callerOf, toRequest } from '../../test/generate/caller.ts';
import { exampleOf, findGaps, inOrder } from '../../test/generate/catalogue.ts';
import { findLeaks } from '../../test/generate/isolation.ts';
import { nativeCatalogue as catalogue } from '../../test/generate/native-catalogue.ts';
import { makeObjects, openApis } from '../../test/generate/open-apis.ts';

const apis = await openApis();
after(apis.close);
const { operations, gate } = apis;
/** Whoever writes a name makes a secret of his own. */
const makesByName = 'PUT /api/secrets/{name}';
const withKey = operations.filter(({ credential, key }) => credential === 'key' && key !== makesByName);
const withLink = operations.filter(({ credential }) => credential === 'link');

const owner = await apis.addOrganization();
const own = await apis.addCaller('the owner', owner, 'live');
const objects = await makeObjects(apis, { organizationId: owner.organizationId, environment: 'live' }, own);

const other = await apis.addOrganization();
const stranger = await apis.addCaller('another organization', other, 'live');
const strangersObjects = await makeObjects(
  apis,
  { organizationId: other.organizationId, environment: 'live' },
  stranger,
);
const sibling = await apis.addCaller('the other environment', owner, 'test');
const siblingsObjects = await makeObjects(apis, { organizationId: owner.organizationId, environment: 'test' }, sibling);

const victim = { organizationId: owner.organizationId, objects };

describe('every operation of the document', () => {
  it('has an example, and every example an operation', () => assert.deepEqual(findGaps(operations, catalogue), []));

  it('shows and changes nothing of another organization or the other environment', async () => {
    const strangers = [
      { caller: stranger, organizationId: other.organizationId, objects: strangersObjects },
      { caller: sibling, organizationId: owner.organizationId, objects: siblingsObjects },
    ];
    assert.deepEqual(
      await findLeaks({ operations: withKey, catalogue, victim, strangers, owner: gate.database.owner }),
      [],
    );
  });

  it('that is open to its caller is noticed: the search for leaks finds what there is', async () => {
    const reads = withKey.filter(({ method, pathParameters }) => method === 'GET' && pathParameters.length > 0);
    const strangers = [{ caller: own, organizationId: owner.organizationId }];
    const leaks = await findLeaks({ operations: reads, catalogue, victim, strangers, owner: gate.database.owner });
    assert.equal(leaks.length, reads.length);
  });

  it('behind a link shows and changes nothing of another link’s session, and takes no API key', async () => {
    const strangers = [
      { caller: callerOf(apis.app, 'another link', strangersObjects.link), organizationId: other.organizationId },
    ];
    assert.deepEqual(
      await findLeaks({ operations: withLink, catalogue, victim, strangers, owner: gate.database.owner }),
      [],
    );
    for (const operation of withLink) {
      assert.equal((await own.send(toRequest(operation, exampleOf(catalogue, operation, objects)))).status, 401);
    }
  });
});

/** What cannot be carried out on the objects of the catalogue, which no reviewer and no other service waits for. */
const refused: Readonly<Record<string, number>> = {
  'POST /api/sessions/{id}/decision': 409,
  'POST /api/sessions/{id}/nodes/{nodeId}/outcome': 409,
  'POST /api/sessions/{id}/nodes/{nodeId}/withdraw-consent': 409,
  // The step's design shows no picture.
  'GET /api/capture/picture': 404,
  'PUT /api/capture/uploads/{side}': 409,
  'POST /api/capture/back': 409,
  'POST /api/capture/withdraw-consent': 409,
  // The operations before it have disabled the endpoint.
  'POST /api/webhook-endpoints/{id}/retry-dead': 409,
};

describe('what the owner is answered', () => {
  const check = createAnswerCheck(apis.document);
  const person = callerOf(apis.app, 'the person', objects.link);
  for (const operation of [...inOrder(withLink, catalogue), ...inOrder(withKey, catalogue)]) {
    it(`${operation.key} is a success, as its schema says`, async () => {
      const caller = operation.credential === 'link' ? person : own;
      const answer = await caller.send(toRequest(operation, exampleOf(catalogue, operation, objects)));
      assert.equal(check(operation, answer), null);
      const expected = refused[operation.key] ?? [...operation.answers.keys()].find((status) => status < 300);
      assert.equal(answer.status, expected, answer.text);
    });
  }
});
