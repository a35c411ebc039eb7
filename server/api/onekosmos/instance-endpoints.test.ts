import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { system } from '../../domain/actor.ts';
import { eraseEntity } from '../../domain/entity/erase-entity.ts';
import { organizationSettings } from '../../domain/organization/settings.ts';
import { updateSettings } from '../../domain/organization/update-settings.ts';
import { cancelSession } from '../../domain/session/cancel-session.ts';
import { createSession } from '../../domain/session/create-session.ts';
import { findSessionByPublicId } from '../../domain/session/find-instance.ts';
import { holder } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { type Answer, documentOf, lastPage, openInstancePlace, toAnswer } from './test/instances.ts';
import type { Community } from './test/place.ts';

const place = await openInstancePlace();
const { context } = place;
const acme = await place.addCommunity();
const other = await place.addCommunity();

const form = {
  type: 'form',
  id: 'who',
  fields: [{ type: 'text', name: 'firstName', label: 'First name' }],
  on_next: 'goodbye',
};
const flow = documentOf(form, lastPage);
const workflowId = await place.addWorkflow(acme, flow);

const sessionOf = async (id: string, of: Community = acme) =>
  expectOk(await findSessionByPublicId(context, of.scope, id.slice('wfi-'.length)));

const refused = ({ status, json, message }: Answer): [number, string] => {
  assert.deepEqual(Object.keys(json), ['statusCode', 'error', 'message']);
  return [status, message];
};

const later = (ms: number): void => context.setTime(new Date(context.now().getTime() + ms));

const list = async (body: unknown, of = acme) =>
  place.call(of, { method: 'POST', path: `/workflow_instance${of.path}/list`, data: body });

const idsIn = (answer: Answer): unknown[] => {
  assert.equal(answer.status, 200, answer.message);
  return Object(answer.data.list).map((item: { wfInstanceId: string }) => item.wfInstanceId);
};

describe('creating', () => {
  const path = `/workflow_instance${acme.path}/create`;
  const create = (data: unknown): Promise<Answer> => place.call(acme, { method: 'POST', path, data });

  test('what is wrong is refused with a sentence that says what', async () => {
    const unknown = 'wf-00000000-0000-4000-8000-000000000000';
    const cases: readonly [unknown, number, RegExp][] = [
      [{}, 400, /workflowId/],
      [{ workflowId: unknown }, 404, /no workflow/],
      [{ workflowId: 'nonsense' }, 404, /no workflow/],
      [{ workflowId, metaData: ['a'] }, 400, /metaData/],
      [{ workflowId, metaData: { firstName: 'x'.repeat(20_000) } }, 400, /^metaData: .*16384 characters/],
      [{ workflowId, metaData: { callbackUrl: 'http://shop.example/' } }, 400, /callbackUrl must be an https URL/],
      [{ workflowId, metaData: { callbackUrl: 'javascript:alert(1)' } }, 400, /callbackUrl must be an https URL/],
      [{ workflowId, metaData: { callbackUrl: '//shop.example/' } }, 400, /callbackUrl must be an https URL/],
      [{ workflowId, metaData: { callbackUrl: 5 } }, 400, /callbackUrl is not a URL/],
    ];
    for (const [data, status, message] of cases) {
      const [code, said] = refused(await create(data));
      assert.equal(code, status, said);
      assert.match(said, message);
    }
  });

  test('a draft that is not published makes no instance', async () => {
    const draft = await place.addWorkflow(acme, { ...flow, isPublished: false });
    assert.equal(refused(await create({ workflowId: draft }))[0], 400);
  });

  test('a holder of a licence sends the browser to any callbackUrl at the end, without a list', async () => {
    const made = await place.addInstance(acme, workflowId, { callbackUrl: 'https://shop.example/done?order=7' });
    assert.equal((await sessionOf(made.id)).redirectUrl, 'https://shop.example/done?order=7');
  });

  test('the bare body without `data` is taken too, and a login in place of a licence', async () => {
    const client = await place.addClient();
    const token = await acme.addToken(['workflow.create']);
    const made = toAnswer(await client.call({ method: 'POST', path, token, body: { workflowId } }));
    assert.equal(made.status, 200, made.message);
    const viewer = await acme.addToken(['workflow.instance.view']);
    assert.equal((await client.call({ method: 'POST', path, token: viewer, data: { workflowId } })).status, 403);
  });
});

describe('metaData', () => {
  const marker = 'Quetzalcoatlus-7f3a';

  const personalTables = [
    'session',
    'session_metadata',
    'entity',
    'event',
    'outbox',
    'act',
    'case',
    'credential',
    'delivery',
    'document',
    'idempotency',
  ] as const;

  /** Every row of every table that could hold it, as text and as bytes. */
  const dump = async (): Promise<string> => {
    const { owner } = place.gate.database;
    const rows = await Promise.all(personalTables.map((table) => owner.selectFrom(table).selectAll().execute()));
    return JSON.stringify(rows, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
  };

  const pairsOf = async (sessionId: string): Promise<number> =>
    (
      await place.gate.database.owner
        .selectFrom('session_metadata')
        .selectAll()
        .where('session_id', '=', sessionId)
        .execute()
    ).length;

  test('is sealed, finds the instance while it is kept, and leaves nothing after an erasure', async () => {
    const metaData = { firstName: marker, email: `${marker}@example.com`, vip: true, age: 41, tags: [marker] };
    const { id } = await place.addInstance(acme, workflowId, metaData);
    const { id: sessionId, entity } = await sessionOf(id);
    assert.deepEqual([entity.name, entity.email], [null, null]);
    assert.ok(!(await dump()).includes(marker));
    assert.equal(await pairsOf(sessionId), 4);
    const filters = [
      { key: 'firstName', value: marker },
      { key: 'vip', value: 'true' },
      { key: 'age', value: 41 },
    ];
    const page = { pSize: 10, pIndex: 0 };
    assert.deepEqual(idsIn(await list({ ...page, query: { customFilters: filters } })), [id]);
    const near = [
      [...filters, { key: 'lastName', value: marker }],
      [{ key: 'firstName', value: marker.toLowerCase() }],
      [{ key: 'firstName', value: marker.slice(0, -1) }],
      [{ key: 'tags', value: marker }],
    ];
    for (const customFilters of near) assert.deepEqual(idsIn(await list({ ...page, query: { customFilters } })), []);
    assert.deepEqual(idsIn(await list({ ...page, query: { customFilters: filters } }, other)), []);

    expectOk(await eraseEntity(context, acme.scope, entity.id, 'asked for', system));
    assert.equal(await pairsOf(sessionId), 0);
    assert.deepEqual(idsIn(await list({ ...page, query: { customFilters: filters } })), []);
    const asked = [
      await place.call(acme, { method: 'GET', path: `/workflow_instance/${id}/result_summary` }),
      await place.visit('initiate', { wfInstanceId: id }),
    ];
    assert.deepEqual(
      asked.map((answer) => answer.status),
      [404, 404],
    );
  });
});

describe('lists', () => {
  const fill = async () => {
    const community = await place.addCommunity();
    const flowId = await place.addWorkflow(community, flow);
    const add = async (): Promise<string> => (await place.addInstance(community, flowId)).id;
    const submit = (id: string, requestData = {}) =>
      place.visit('submit_result', { wfInstanceId: id, nodeId: 'who', requestData });
    const made: Record<string, string> = {};
    for (const name of ['pending', 'started', 'completed', 'cancelled', 'expired']) {
      later(1_000);
      made[name] = await add();
    }
    const twoForms = documentOf({ ...form, id: 'first', on_next: 'who' }, form, lastPage);
    const longer = await place.addWorkflow(community, twoForms);
    later(1_000);
    made.inProgress = (await place.addInstance(community, longer)).id;
    for (const name of ['started', 'completed', 'inProgress'])
      await place.visit('initiate', { wfInstanceId: made[name] });
    await place.visit('submit_result', { wfInstanceId: made.inProgress, nodeId: 'first', requestData: {} });
    later(60_000);
    await submit(String(made.completed));
    const { id: cancelled } = await sessionOf(String(made.cancelled), community);
    expectOk(await cancelSession(context, community.scope, cancelled, null, system));
    return { community, made, flowId, longer };
  };
  /** Made when the first test asks: it moves the clock, which no other test may feel. */
  let made: ReturnType<typeof fill> | undefined;
  const getFilled = (): ReturnType<typeof fill> => {
    made ??= fill();
    return made;
  };
  const names = async (query: unknown, page = { pSize: 100, pIndex: 0 }): Promise<string[]> => {
    const { community, made } = await getFilled();
    const ids = idsIn(await list({ ...page, query }, community));
    return ids.map((id) => Object.keys(made).find((name) => made[name] === id) ?? '?');
  };

  test('come newest first, page by page, with the number of all', async () => {
    const { community } = await getFilled();
    assert.deepEqual(await names(undefined), ['inProgress', 'expired', 'cancelled', 'completed', 'started', 'pending']);
    assert.deepEqual(await names(null, { pSize: 2, pIndex: 1 }), ['cancelled', 'completed']);
    const pages = await Promise.all([0, 2, 3].map((pIndex) => list({ pSize: 2, pIndex }, community)));
    assert.deepEqual(
      pages.map(({ data }) => data.page),
      [
        { total: 6, index: 0, size: 2 },
        { total: 6, index: 2, size: 2 },
        { total: 6, index: 3, size: 2 },
      ],
    );
  });

  test('the words for states find what they mean, and NOT_PERFORMED nothing', async () => {
    const cases: readonly [string[], string[]][] = [
      [['PENDING'], ['expired', 'pending']],
      [['STARTED'], ['started']],
      [['INPROGRESS'], ['inProgress']],
      [
        ['STARTED', 'INPROGRESS'],
        ['inProgress', 'started'],
      ],
      [['COMPLETED'], ['completed']],
      [['SUCCESS'], ['completed']],
      [['FAILED'], ['cancelled']],
      [['EXPIRED'], []],
      [['NOT_PERFORMED'], []],
      [
        ['NOT_PERFORMED', 'PENDING'],
        ['expired', 'pending'],
      ],
      [[], ['inProgress', 'expired', 'cancelled', 'completed', 'started', 'pending']],
    ];
    for (const [status, expected] of cases) assert.deepEqual(await names({ status }), expected, status.join());
  });

  test('an id is found by any part of it in any case, a workflow by its whole id', async () => {
    const { made, longer, flowId } = await getFilled();
    const id = String(made.started);
    for (const wfInstanceId of [
      id,
      id.toUpperCase(),
      id.slice(0, 20),
      id.slice(4),
      id.slice(4, 24),
      id.slice(12),
      `I-${id.slice(4, 14)}`,
    ]) {
      assert.deepEqual(await names({ wfInstanceId }), ['started'], wfInstanceId);
    }
    assert.equal((await names({ wfInstanceId: 'wf' })).length, 6);
    for (const wfInstanceId of ['wfi-nothex', 'zz', `${id}0`]) assert.deepEqual(await names({ wfInstanceId }), []);
    assert.deepEqual(await names({ workflowId: longer }), ['inProgress']);
    assert.deepEqual(await names({ workflowId: flowId, status: ['PENDING', 'COMPLETED'] }), [
      'expired',
      'completed',
      'pending',
    ]);
    for (const workflowId of [longer.slice(0, -1), 'wf-123']) assert.deepEqual(await names({ workflowId }), []);
  });

  test('from and to are compared with the time of the last event', async () => {
    await getFilled();
    const now = context.now().getTime();
    const time = (ms: number): string => new Date(now + ms).toISOString();
    assert.deepEqual(await names({ from: time(-1_000), to: time(0) }), ['cancelled', 'completed']);
    assert.deepEqual(await names({ from: time(-3_600_000), to: time(-1) }), [
      'inProgress',
      'expired',
      'started',
      'pending',
    ]);
    const wrong: readonly [object, RegExp][] = [
      [{ from: time(0) }, /to: from and to need each other/],
      [{ to: time(0) }, /from: from and to need each other/],
      [{ from: time(-91 * 86_400_000), to: time(0) }, /from: .* 90 days/],
      [{ from: time(0), to: time(-1) }, /to: .* after or equal to 'from'/],
      [{ from: 'yesterday', to: time(0) }, /from/],
    ];
    for (const [query, message] of wrong) {
      const [status, said] = refused(await list({ pSize: 1, pIndex: 0, query }));
      assert.equal(status, 400);
      assert.match(said, message);
    }
  });

  test('page members are needed and bounded, filters are five at most', async () => {
    const filter = { key: 'a', value: 'b' };
    for (const body of [
      {},
      { pSize: 10 },
      { pIndex: 0 },
      { pSize: 0, pIndex: 0 },
      { pSize: 101, pIndex: 0 },
      { pSize: 10, pIndex: -1 },
      { pSize: 10, pIndex: 0, query: { status: ['DONE'] } },
      { pSize: 10, pIndex: 0, query: { customFilters: Array(6).fill(filter) } },
    ]) {
      assert.equal(refused(await list(body))[0], 400, JSON.stringify(body));
    }
    assert.deepEqual(idsIn(await list({ pSize: 10, pIndex: 0, query: { customFilters: Array(5).fill(filter) } })), []);
  });
});

describe('access codes', () => {
  const manage = async (data: unknown) =>
    (await place.call(acme, { method: 'POST', path: `${acme.path}/workflow/${workflowId}/manage_direct_access`, data }))
      .data;
  const byCode = async (path: string, headers: Record<string, string> = {}): Promise<Answer> => {
    const client = await place.addClient();
    return toAnswer(await client.call({ method: 'GET', path: `/workflow_instance/${path}`, headers }));
  };
  const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

  test('make an instance whose metadata are those of the address', async () => {
    const { accessCode } = await manage({ enable: true });
    const metaData = { firstName: 'Jörg ÿ?', lastName: 'Doe' };
    for (const [path, text] of [
      ['callback_by_access_code', b64(metaData)],
      ['create_by_access_code', Buffer.from(JSON.stringify(metaData)).toString('base64url')],
    ] as const) {
      const { data, status, message } = await byCode(`${path}/${accessCode}?metadata_b64=${encodeURIComponent(text)}`);
      assert.equal(status, 200, message);
      assert.deepEqual(Object.keys(data), ['instanceUrl', 'wfInstanceId']);
      const summary = await place.call(acme, {
        method: 'GET',
        path: `/workflow_instance/${data.wfInstanceId}/result_summary`,
      });
      assert.deepEqual([summary.data.metaData, summary.data.status, summary.data.startAt], [metaData, 'PENDING', '']);
    }
  });

  test('lead from the code to the end without any licence', async () => {
    const { accessCode } = await manage({ enable: true });
    const { wfInstanceId } = (await byCode(`callback_by_access_code/${accessCode}`)).data;
    const begun = await place.visit('initiate', { wfInstanceId });
    assert.equal(begun.data.nextNodeId, 'who', begun.message);
    const told = await place.visit('submit_result', { wfInstanceId, nodeId: 'who', requestData: { firstName: 'Ann' } });
    assert.equal(told.data.nextNodeId, 'goodbye', told.message);
    const summary = await place.call(acme, {
      method: 'GET',
      path: `/workflow_instance/${wfInstanceId}/result_summary`,
    });
    assert.equal(summary.data.status, 'COMPLETED');
  });

  test('metadata that are no object are refused', async () => {
    const { accessCode } = await manage({ enable: true });
    for (const text of [
      b64(['a']),
      b64('a'),
      b64(null),
      '%%%',
      'e30',
      b64({ a: '\u0000' }),
      Buffer.from(`{"a":${'['.repeat(9_000)}${']'.repeat(9_000)}}`).toString('base64'),
      Buffer.from([0xff, 0xfe]).toString('base64'),
    ]) {
      const answer = await byCode(`callback_by_access_code/${accessCode}?metadata_b64=${encodeURIComponent(text)}`);
      if (text === 'e30') assert.equal(answer.status, 200);
      else assert.deepEqual(refused(answer)[0], 400, text);
    }
  });

  test('send the browser only to addresses on the organization’s list at the end', async () => {
    const { accessCode } = await manage({ enable: true });
    const callbackUrl = 'https://shop.example/done?order=7';
    const launch = () =>
      byCode(`callback_by_access_code/${accessCode}?metadata_b64=${encodeURIComponent(b64({ callbackUrl }))}`);
    const [status, message] = refused(await launch());
    assert.equal(status, 400);
    assert.match(message, /callbackUrl .* redirectUrls/);

    const settings = organizationSettings.parse({ redirectUrls: ['https://shop.example/done'] });
    expectOk(await updateSettings(context, acme.scope.organizationId, settings, system));
    const { data } = await launch();
    assert.equal((await sessionOf(String(data.wfInstanceId))).redirectUrl, callbackUrl);
  });

  test('an extension names itself by an encrypted uuid, and gets no token', async () => {
    const { accessCode } = await manage({ enable: true });
    const client = await place.addClient();
    const call = async (text: string) =>
      toAnswer(
        await client.call({
          method: 'GET',
          path: `/workflow_instance/create_by_access_code/${accessCode}`,
          headers: { 'x-ext-id': text },
        }),
      );
    const taken = await call(client.encrypt('9b2c7d5e-1f7a-4b57-9d0e-0a3f6f1c2b4d'));
    assert.deepEqual(Object.keys(taken.data), ['instanceUrl', 'wfInstanceId']);
    for (const text of [client.encrypt('no uuid'), '9b2c7d5e-1f7a-4b57-9d0e-0a3f6f1c2b4d']) {
      assert.equal(refused(await call(text))[0], 400);
    }
  });

  test('an unknown code and one that is switched off are the same 404', async () => {
    const { accessCode } = await manage({ enable: true });
    await manage({ enable: false });
    const off = refused(await byCode(`callback_by_access_code/${accessCode}`));
    const unknown = refused(await byCode('create_by_access_code/Ab1_c2'));
    assert.deepEqual(off, unknown);
    assert.equal(off[0], 404);
  });

  test('an address that tries many codes is stopped, and its right code too', async () => {
    const own = await openGuesser();
    const statuses: number[] = [];
    for (let count = 0; count < 31; count += 1) statuses.push(await own.guess('Zz9_zz'));
    assert.deepEqual(new Set(statuses.slice(0, 30)), new Set([404]));
    assert.equal(statuses[30], 429);
    assert.equal(await own.guess(own.accessCode), 429);
  });
});

/** A place of its own, whose counts nobody else has touched. */
const openGuesser = async () => {
  const fresh = await openInstancePlace();
  const community = await fresh.addCommunity();
  const id = await fresh.addWorkflow(community, flow);
  const path = `${community.path}/workflow/${id}/manage_direct_access`;
  const { data } = await fresh.call(community, { method: 'POST', path, data: { enable: true } });
  const client = await fresh.addClient();
  return {
    accessCode: String(data.accessCode),
    guess: async (code: string) =>
      (await client.call({ method: 'GET', path: `/workflow_instance/callback_by_access_code/${code}` })).status,
  };
};

describe('another community', () => {
  test('finds nothing by the ids of this one', async () => {
    const { id } = await place.addInstance(acme, workflowId);
    const paths = [`${id}/result_summary`, `${id}/results`, `${id}${other.path}`, `${id}${other.path}/node/who`];
    for (const path of paths) {
      const [status] = refused(await place.call(other, { method: 'GET', path: `/workflow_instance/${path}` }));
      assert.equal(status, 404, path);
    }
    const [status] = refused(await place.call(other, { method: 'GET', path: `/workflow_instance/${id}${acme.path}` }));
    assert.equal(status, 403);
    const create = { method: 'POST', path: `/workflow_instance${other.path}/create`, data: { workflowId } } as const;
    assert.equal(refused(await place.call(other, create))[0], 404);
    assert.deepEqual(idsIn(await list({ pSize: 10, pIndex: 0, query: { wfInstanceId: id } }, other)), []);
  });
});

describe('an instance', () => {
  test('that was made natively speaks the vendor’s words too', async () => {
    const workflow = await place.gate.addOrganization();
    const made = expectOk(
      await createSession(
        context,
        workflow.scope,
        { workflowId: workflow.workflowId, entity: { kind: 'person' } },
        system,
      ),
    );
    const begun = await place.visit('initiate', { wfInstanceId: `wfi-${made.session.publicId}` });
    assert.deepEqual([begun.data.nextNodeId, begun.data.nextNodeType], ['details', 'form'], begun.message);
    const submission = { wfInstanceId: begun.data.wfInstanceId, nodeId: 'details', requestData: holder };
    const told = await place.visit('submit_result', submission);
    assert.deepEqual([told.data.nextNodeId, told.data.nextNodeType], ['document', 'photo_id_capture'], told.message);
  });

  test('whose time is up is EXPIRED before anybody wrote that down, and cannot be begun', async () => {
    const { id } = await place.addInstance(acme, workflowId);
    const before = context.now();
    later(8 * 86_400_000);
    const summary = await place.call(acme, { method: 'GET', path: `/workflow_instance/${id}/result_summary` });
    assert.equal(summary.data.status, 'EXPIRED');
    const [status, message] = refused(await place.visit('initiate', { wfInstanceId: id }));
    assert.deepEqual([status, message], [400, 'The workflow instance has expired.']);
    context.setTime(before);
  });

  test('pages of its nodes are bounded, and a node that was never visited is NOT_PERFORMED', async () => {
    const { id } = await place.addInstance(acme, workflowId);
    const get = (query: string) =>
      place.call(acme, { method: 'GET', path: `/workflow_instance/${id}${acme.path}${query}` });
    const { data } = await get('');
    assert.deepEqual(Object.keys(data), [
      'workflowId',
      'workflowName',
      'wfInstanceId',
      'createdAt',
      'expiresAt',
      'list',
      'page',
    ]);
    assert.deepEqual(data.page, { index: 0, size: 10, total: 2 });
    assert.deepEqual(Object(data.list)[1], {
      nodeId: 'goodbye',
      nodeType: 'form',
      status: 'NOT_PERFORMED',
      createdAt: '',
      updatedAt: '',
    });
    assert.deepEqual((await get('?pIndex=5')).data.list, []);
    for (const query of ['?pSize=0', '?pSize=101', '?pIndex=-1', '?pSize=many']) {
      assert.equal(refused(await get(query))[0], 400, query);
    }
  });
});
