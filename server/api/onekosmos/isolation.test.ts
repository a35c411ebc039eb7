import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createAnswerCheck } from '../../test/generate/answer-check.ts';
import { type Caller, type Example, toRequest } from '../../test/generate/caller.ts';
import { exampleOf, findGaps, inOrder } from '../../test/generate/catalogue.ts';
import { type Operation, readOperations } from '../../test/generate/document.ts';
import { findLeaks } from '../../test/generate/isolation.ts';
import { type Credentials, wireCaller } from '../../test/generate/onekosmos-caller.ts';
import { oneKosmosCatalogue as catalogue } from '../../test/generate/onekosmos-catalogue.ts';
import { type FilledCommunity, openOneKosmosPlace } from '../../test/generate/onekosmos-objects.ts';

const { place, database, client, document, fill, close } = await openOneKosmosPlace();
after(close);
const operations = readOperations(document);
const filled = await fill();
const { organizationId } = filled.community.scope;
const victim = { organizationId, objects: filled.objects };
const strangers = [
  { name: 'another organization', ...(await fill()) },
  { name: 'the other environment', ...(await fill(filled.community)) },
];

const callerOf = (name: string, credentials: Credentials): Caller =>
  wireCaller(place.app, { name, client, wrapping: 'encrypted' }, credentials);

const licenceOf = ({ community }: FilledCommunity): Credentials => ({ licence: community.licences.system });

type Described = (typeof strangers)[number];

const withCredential = (kind: string, credentialsOf: (stranger: Described) => Credentials) =>
  strangers.map((stranger) => ({
    caller: callerOf(`the ${kind} of ${stranger.name}`, credentialsOf(stranger)),
    organizationId: stranger.community.scope.organizationId,
    objects: stranger.objects,
  }));

/** Another community's path is refused as a whole; what is behind the own one is not there. */
const hiddenStatus = ({ params }: Example): number =>
  params?.communityId === filled.objects.communityId && params.tenantId === filled.objects.tenantId ? 403 : 404;

const leaksOf = (taking: (operation: Operation) => boolean, callers: ReturnType<typeof withCredential>) =>
  findLeaks({
    operations: operations.filter(taking),
    catalogue,
    victim,
    strangers: callers,
    owner: database.owner,
    hiddenStatus,
  });

const takesLicence = ({ credentials }: Operation): boolean => credentials.includes('licence');
const takesLogin = ({ credentials }: Operation): boolean => credentials.includes('login');
/** It brings a licence in its body: whose instances that sends is looked at below. */
const isNotification = ({ path }: Operation): boolean => path.endsWith('/send/notification');

describe('every operation of the 1Kosmos document', () => {
  it('has an example, and every example an operation', () => assert.deepEqual(findGaps(operations, catalogue), []));

  it('shows and changes nothing of another community for its licence', async () =>
    assert.deepEqual(await leaksOf(takesLicence, withCredential('licence', licenceOf)), []));

  it('shows and changes nothing of another community for its login', async () => {
    const logins = withCredential('login', ({ objects: { token } }) => ({ token }));
    assert.deepEqual(await leaksOf((one) => takesLogin(one) && !isNotification(one), logins), []);
  });

  it('shows and changes nothing of another community for its licence, whosesoever login comes beside it', async () => {
    const both = withCredential('licence', (stranger) => ({ ...licenceOf(stranger), token: filled.objects.token }));
    assert.deepEqual(await leaksOf(takesLicence, both), []);
  });

  it('that is open to its caller is noticed: the search for leaks finds what there is', async () => {
    const reads = operations.filter(
      (one) => takesLicence(one) && one.method === 'GET' && one.pathParameters.length > 0,
    );
    const owner = { caller: callerOf('the owner', licenceOf(filled)), organizationId, objects: filled.objects };
    const leaks = await leaksOf((one) => reads.includes(one), [owner]);
    assert.equal(new Set(leaks.map((leak) => leak.split(' by ')[0])).size, reads.length);
  });
});

describe('an id that lets everybody in who has it', () => {
  const [stranger] = strangers;
  const { community, objects } = stranger ?? { community: filled.community, objects: filled.objects };

  it('lets nobody run a script by the path of another community', async () => {
    const path = `/workflow_instance/${filled.objects.instance}${community.path}/execute_node/alone`;
    const { status, json } = await client.call({ method: 'GET', path });
    assert.deepEqual([status, json], [404, { success: false, error: 'Workflow instance not found.' }]);
  });

  it('is sent to nobody by the licence of another community', async () => {
    const data = {
      ...{ type: 'email', emailTo: 'anna@example.com' },
      ...{ instanceUrl: filled.objects.instanceUrl, license: objects.licence },
    };
    const path = '/workflow_instance/send/notification';
    assert.equal((await client.call({ method: 'POST', path, data })).status, 404);
  });

  it('makes no instance of another community’s workflow', async () => {
    const path = `/workflow_instance${community.path}/create`;
    const data = { workflowId: filled.objects.workflow };
    const call = { method: 'POST', path, data, licence: community.licences.system } as const;
    assert.equal((await client.call(call)).status, 404);
  });

  const lists: readonly (readonly [below: string, data: unknown])[] = [
    ['list', { pSize: 100, pIndex: 0 }],
    ['list', { pSize: 100, pIndex: 0, query: { workflowId: filled.objects.workflow } }],
    ['list', { pSize: 100, pIndex: 0, query: { wfInstanceId: filled.objects.instance } }],
    ['list', { pSize: 100, pIndex: 0, query: { customFilters: [{ key: 'firstName', value: 'Ann' }] } }],
    ['workflows', {}],
    ['workflows', { query: { workflowId: filled.objects.workflow } }],
    ['workflows', { query: { communityId: filled.objects.communityId } }],
  ];
  for (const [below, data] of lists) {
    it(`is in no other community’s ${below}: ${JSON.stringify(data).slice(0, 60)}`, async () => {
      const path = below === 'list' ? `/workflow_instance${community.path}/list` : `${community.path}/workflows`;
      const call = { method: 'POST', path, data, licence: community.licences.system } as const;
      const answer = await client.call(call);
      const text = JSON.stringify(answer.data);
      assert.equal(answer.status, 200);
      for (const id of [filled.objects.instance, filled.objects.openInstance, filled.objects.workflow])
        assert.ok(!text.includes(id), text);
    });
  }
});

/** No selfie was taken of anybody. */
const refused: Readonly<Record<string, number>> = { 'POST /workflow_instance/poll_liveid': 400 };

describe('what the owner is answered', () => {
  const check = createAnswerCheck(document);
  const owner = callerOf('the owner', { ...licenceOf(filled) });
  const user = callerOf('a user', { token: filled.objects.token });
  for (const operation of inOrder(operations, catalogue)) {
    it(`${operation.key} is a success, as its schema says`, async () => {
      const caller = takesLogin(operation) && !takesLicence(operation) ? user : owner;
      const answer = await caller.send(toRequest(operation, exampleOf(catalogue, operation, filled.objects)));
      assert.equal(check(operation, answer), null);
      const expected = refused[operation.key] ?? [...operation.answers.keys()].find((status) => status < 300);
      assert.equal(answer.status, expected, answer.text);
    });
  }
});
