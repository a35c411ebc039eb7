import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { JsonObject } from '@gatehouse/core/json.ts';
import { system } from '../../domain/actor.ts';
import { renameWorkflow } from '../../domain/workflow/change-workflow.ts';
import { createWorkflow } from '../../domain/workflow/create-workflow.ts';
import { findByAccessCode } from '../../domain/workflow/direct-access.ts';
import { getWorkflow, listVersions } from '../../domain/workflow/read-workflow.ts';
import { expectOk, plainGraph } from '../../test/native-api.ts';
import type { WireCall } from './test/client.ts';
import { type Community, openPlace } from './test/place.ts';

const place = await openPlace();
const { context } = place;
const acme = await place.addCommunity();
const other = await place.addCommunity();
const client = await place.addClient();

const documentNames = ['account-opening', 'employee-badge', 'odd-ids', 'two-step', 'unfinished-draft'] as const;
type DocumentName = (typeof documentNames)[number];

const read = (name: DocumentName): JsonObject =>
  JSON.parse(readFileSync(join(import.meta.dirname, `test/documents/${name}.json`), 'utf8')).data;

interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
  readonly data: Record<string, unknown>;
}

const call = async (
  method: WireCall['method'],
  path: string,
  data?: unknown,
  { of = acme, licence = of.licences.service }: { readonly of?: Community; readonly licence?: string } = {},
): Promise<Answer> => {
  const answer = await client.call({ method, path: of.path + path, licence, ...(data !== undefined && { data }) });
  return { status: answer.status, json: Object(answer.json), data: Object(answer.data) };
};

const create = async (document: unknown, of = acme): Promise<string> => {
  const answer = await call('PUT', '/workflow', document, { of });
  assert.equal(answer.status, 200, JSON.stringify(answer.json));
  assert.deepEqual(Object.keys(answer.data), ['workflowId']);
  assert.match(String(answer.data.workflowId), /^wf-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  return String(answer.data.workflowId);
};

const later = (): void => context.setTime(new Date(context.now().getTime() + 60_000));

const uuidOf = (workflowId: string): string => workflowId.slice('wf-'.length);

const assertRefused = (answer: Answer, status: number, message: RegExp): void => {
  assert.equal(answer.status, status, JSON.stringify(answer.json));
  assert.deepEqual(Object.keys(answer.json), ['statusCode', 'error', 'message']);
  assert.equal(answer.json.statusCode, status);
  assert.match(String(answer.json.message), message);
};

const small = (members: JsonObject = {}): JsonObject => ({ ...read('two-step'), ...members });

describe('a workflow made of a document', () => {
  for (const name of documentNames) {
    test(`gives ${name} back as it came, unknown members included, with its id`, async () => {
      const document = read(name);
      const workflowId = await create(document);
      const { status, data } = await call('GET', `/workflow/${workflowId}`);
      assert.equal(status, 200);
      const { tenantId, communityId } = acme;
      const missing = { tenantId, communityId, poiOn: false };
      assert.deepEqual(data, { ...missing, ...document, workflowId });
    });
  }

  test('is version 1 where it is published, and a draft alone where it is not', async () => {
    for (const isPublished of [true, false]) {
      const id = uuidOf(await create(small({ isPublished })));
      const { latestVersion, drafts, name } = expectOk(await getWorkflow(context, acme.scope, id));
      assert.deepEqual([latestVersion, drafts.length, name], [isPublished ? 1 : null, 1, 'Two steps']);
    }
  });

  test('has a name where the document has none, and the parts that every answer has', async () => {
    const { data } = await call('GET', `/workflow/${await create({ nodes: [] })}`);
    assert.deepEqual(
      [data.name, data.version, data.poiOn, data.isPublished],
      ['Untitled workflow', 'v1', false, false],
    );
    assert.deepEqual(data.nodes, []);
  });

  const refusals: readonly (readonly [string, unknown, RegExp])[] = [
    ['no object', [], /^data: .*object/],
    ['nothing at all', {}, /^data: Send the members/],
    ['a text for nodes', { nodes: 'none' }, /^nodes: /],
    ['a number for the name', { name: 5 }, /^name: /],
    ['a word for a switch', { isPublished: 'maybe' }, /^isPublished: /],
    ['a node that is none', { nodes: [{ id: 'a' }, 7] }, /^nodes\.1: /],
    ['a handler that is no text', { nodes: [{ id: 'a', on_next: 3 }] }, /^nodes\.0\.on_next: /],
    ['a field of a number', { nodes: [{ id: 'a', fields: [{ name: 4 }] }] }, /^nodes\.0\.fields\.0\.name: /],
    ['more nodes than are taken', { nodes: Array.from({ length: 501 }, () => ({})) }, /^nodes: /],
    ['a header that is no part', { header: 5 }, /^header: /],
  ];
  for (const [what, document, message] of refusals) {
    test(`is refused for ${what}`, async () => {
      assertRefused(await call('PUT', '/workflow', document), 400, message);
    });
  }

  const form = { type: 'form', id: 'a', fields: [] };
  const unpublishable: readonly (readonly [string, readonly JsonObject[], RegExp])[] = [
    ['has no node', [], /^nodes: /],
    ['has a node without a type', [form, { id: 'b', name: 'B' }], /^nodes\.1\.type: Each node needs a type/],
    ['has a type that is unknown', [{ ...form, type: 'otp' }], /^nodes\.0\.type: There is no node type "otp"/],
    ['has one id twice', [form, form], /^nodes\.1\.id: Two nodes have the id "a"\./],
    ['has a node without an id', [form, { type: 'form' }], /^nodes\.1\.id: /],
    [
      'leads to what is no node',
      [{ ...form, on_next: 'b' }],
      /^nodes\.0\.on_next: It leads to "b", which is not a node\./,
    ],
    ['has a js node without code', [{ type: 'js', id: 'a' }], /^nodes\.0\.config\.js_code: /],
  ];
  for (const [what, nodes, message] of unpublishable) {
    test(`is kept as a draft and refused as a published one where it ${what}`, async () => {
      const before = (await call('POST', '/workflows', {})).data.page;
      assertRefused(await call('PUT', '/workflow', { name: 'x', isPublished: true, nodes }), 400, message);
      assert.deepEqual((await call('POST', '/workflows', {})).data.page, before);
      await create({ name: 'x', isPublished: false, nodes });
    });
  }

  test('may have code that cannot be read: its node ends in error', async () => {
    await create({ name: 'x', isPublished: true, nodes: [{ type: 'js', id: 'a', config: { js_code: 'return {' } }] });
  });

  test('may have members of any shape where nothing here reads them', async () => {
    const field = { type: 'html', html: '<p>x</p>', tooltip: { a: 1 }, replaceWithInHtml: true, required: 0 };
    const node = { type: 'form', id: 'a', fields: [field], config: '', header: '<b>H</b>', min_resolution_height: '' };
    const document = {
      name: 'x',
      isPublished: true,
      nodes: [node],
      canvasData: [1, 'x'],
      poiOn: 1,
      dvcId: null,
      version: 2,
    };
    const { data } = await call('GET', `/workflow/${await create(document)}`);
    const { nodes, canvasData, poiOn, dvcId, version } = document;
    assert.partialDeepStrictEqual(data, { nodes, canvasData, poiOn, dvcId, version });
  });

  test('may have dead ends, loops and nodes that nothing leads to', async () => {
    const nodes = [
      { type: 'js', id: 'a', config: { js_code: 'next = "b"; return {};' }, on_success: '' },
      { type: 'js', id: 'b', config: { js_code: 'return {};' }, on_success: 'a' },
      { type: 'form', id: 'alone', fields: [] },
    ];
    await create({ name: 'Loose', isPublished: true, nodes });
  });

  test('is too large with more pages than can be kept, and with too many open ends', async () => {
    const pages = Array.from({ length: 200 }, (_, index) => ({ type: 'form', id: `p${index}`, fields: [] }));
    const styleSheet = '.a{color:red}'.repeat(10_000);
    assertRefused(await call('PUT', '/workflow', { nodes: pages, styleSheet }), 400, /^nodes: All pages/);
    const js = pages.map(({ id }) => ({ type: 'js', id, config: { js_code: 'return {};' } }));
    assertRefused(await call('PUT', '/workflow', { nodes: js }), 400, /^nodes: There are too many js nodes/);
  });
});

describe('changing a workflow', () => {
  test('replaces the members that are given, keeps the others, and answers an empty object', async () => {
    const document = read('employee-badge');
    const workflowId = await create(document);
    const change = { name: 'Badge 2', poiOn: false, another: [1] };
    const answer = await call('PATCH', `/workflow/${workflowId}`, change);
    assert.deepEqual([answer.status, answer.data], [200, {}]);
    const { data } = await call('GET', `/workflow/${workflowId}`);
    assert.deepEqual(data, { communityId: acme.communityId, ...document, ...change, workflowId });
    const { versions } = expectOk(
      await listVersions(context, acme.scope, uuidOf(workflowId), { limit: 9, after: null }),
    );
    assert.deepEqual(
      versions.map(({ number }) => number),
      [2, 1],
    );
  });

  test('is refused where nothing is given', async () => {
    const workflowId = await create(read('employee-badge'));
    assertRefused(await call('PATCH', `/workflow/${workflowId}`, {}), 400, /^data: Send the members/);
  });

  test('that says the same again makes no further version', async () => {
    const workflowId = await create(small());
    for (const _ of [1, 2]) await call('PATCH', `/workflow/${workflowId}`, small());
    assert.equal(expectOk(await getWorkflow(context, acme.scope, uuidOf(workflowId))).latestVersion, 1);
  });

  test('keeps one draft, publishes it when it says so, and leaves the version be when it does not', async () => {
    const workflowId = await create(small({ isPublished: false }));
    const stand = async () => {
      const { latestVersion, drafts, name } = expectOk(await getWorkflow(context, acme.scope, uuidOf(workflowId)));
      return [latestVersion, drafts.length, name];
    };
    await call('PATCH', `/workflow/${workflowId}`, { isPublished: true });
    assert.deepEqual(await stand(), [1, 1, 'Two steps']);
    await call('PATCH', `/workflow/${workflowId}`, { isPublished: false, name: 'Later' });
    assert.deepEqual(await stand(), [1, 1, 'Later']);
  });

  test('to what cannot be published changes nothing', async () => {
    const workflowId = await create(small());
    const refused = await call('PATCH', `/workflow/${workflowId}`, { name: 'New', nodes: [{ id: 'a' }] });
    assertRefused(refused, 400, /^nodes\.0\.type: /);
    assert.equal((await call('GET', `/workflow/${workflowId}`)).data.name, 'Two steps');
  });

  test('of one that was drawn elsewhere needs the whole document', async () => {
    const { workflow } = await createWorkflow(context, acme.scope, { name: 'Drawn', graph: plainGraph() }, system);
    const path = `/workflow/wf-${workflow.id}`;
    assertRefused(await call('PATCH', path, { name: 'New' }), 400, /^nodes: .*send a whole one/);
    assert.equal((await call('PATCH', path, small({ name: 'New' }))).status, 200);
    assert.equal((await call('GET', path)).data.name, 'New');
  });
});

describe('a workflow that was drawn elsewhere', () => {
  test('shows which nodes it has, in the words of this API', async () => {
    const { workflow } = await createWorkflow(context, acme.scope, { name: 'Drawn', graph: plainGraph() }, system);
    const { status, data } = await call('GET', `/workflow/wf-${workflow.id}`);
    assert.equal(status, 200);
    const nodes = plainGraph().nodes.map(({ id }) => id);
    assert.deepEqual(
      [data.nodes].flat().map((node) => Object(node).id),
      nodes,
    );
    assert.ok([data.nodes].flat().every((node) => typeof Object(node).type === 'string'));
    assert.deepEqual([data.name, data.isPublished, data.tenantId], ['Drawn', false, acme.tenantId]);
  });

  test('keeps its name when it is given another one there', async () => {
    const workflowId = await create(small());
    expectOk(await renameWorkflow(context, acme.scope, { id: uuidOf(workflowId), name: 'By hand' }, system));
    assert.equal((await call('GET', `/workflow/${workflowId}`)).data.name, 'By hand');
  });
});

describe('deleting a workflow', () => {
  test('answers 204 without a body, and it is gone from every list and look-up', async () => {
    const workflowId = await create(small({ name: 'Short life', dvcId: 'short_life' }));
    const deleted = await call('DELETE', `/workflow/${workflowId}`);
    assert.deepEqual([deleted.status, deleted.json], [204, {}]);
    const path = `/workflow/${workflowId}`;
    const gone = [
      await call('GET', path),
      await call('DELETE', path),
      await call('PATCH', path, { name: 'x' }),
      await call('POST', `${path}/manage_direct_access`, { enable: true }),
    ];
    for (const answer of gone) assertRefused(answer, 404, /workflow/);
    assert.deepEqual((await call('GET', '/workflow/search?name=Short')).data.list, []);
    assert.deepEqual((await call('POST', '/workflows', { query: { name: 'Short life' } })).data.data, []);
    const { list } = (await call('GET', '/workflow/dvcid/list?pSize=100')).data;
    assert.ok(![list].flat().some((one) => Object(one).name === 'short_life'));
  });
});

describe('ids', () => {
  const unknown = ['wf-00000000-0000-4000-8000-000000000000', 'wf-123', 'nonsense', '%20'];
  for (const id of unknown) {
    test(`${id} is nothing: 404`, async () => {
      for (const [method, suffix, data] of [
        ['GET', '', undefined],
        ['PATCH', '', { name: 'x' }],
        ['DELETE', '', undefined],
        ['POST', '/manage_direct_access', { enable: true }],
      ] as const) {
        assertRefused(await call(method, `/workflow/${id}${suffix}`, data), 404, /./);
      }
    });
  }

  test('are taken without their prefix too', async () => {
    const workflowId = await create(small());
    assert.equal((await call('GET', `/workflow/${uuidOf(workflowId)}`)).data.workflowId, workflowId);
  });

  test('of another community are nothing', async () => {
    const workflowId = await create(small(), other);
    assertRefused(await call('GET', `/workflow/${workflowId}`), 404, /workflow/);
    assertRefused(await call('DELETE', `/workflow/${workflowId}`), 404, /workflow/);
    assert.equal((await call('GET', `/workflow/${workflowId}`, undefined, { of: other })).status, 200);
  });
});

describe('the list of workflows', () => {
  test('nests its data twice, has the last changed first, and pages with a total', async () => {
    const community = await place.addCommunity();
    const made: string[] = [];
    for (const name of ['one', 'two', 'three']) made.push(await create(small({ name }), community));
    const list = async (data: unknown) => (await call('POST', '/workflows', data, { of: community })).data;
    const ids = (data: Record<string, unknown>) => [data.data].flat().map((one) => Object(one).workflowId);
    const first = await list({ pIndex: 0, pSize: 2 });
    assert.deepEqual(first.page, { index: 0, size: 2, total: 3 });
    assert.deepEqual(ids(first), [made[2], made[1]]);
    assert.deepEqual(ids(await list({ pIndex: 1, pSize: 2 })), [made[0]]);
    assert.deepEqual(await list({ pIndex: 9 }), { data: [], page: { index: 9, size: 10, total: 3 } });
    const { data } = await list({});
    assert.deepEqual(Object.keys(Object([data].flat()[0])).toSorted(), [
      'createdAt',
      'name',
      'updatedAt',
      'workflowId',
    ]);
    later();
    await call('PATCH', `/workflow/${made[0]}`, { name: 'one again' }, { of: community });
    assert.deepEqual(ids(await list({})), [made[0], made[2], made[1]]);
    later();
    const id = uuidOf(made[1] ?? '');
    expectOk(await renameWorkflow(context, community.scope, { id, name: 'two again' }, system));
    assert.deepEqual(ids(await list({})), [made[1], made[0], made[2]]);
  });

  test('is the first ten without a body', async () => {
    const answer = await client.call({ method: 'POST', path: `${acme.path}/workflows`, licence: acme.licences.app });
    assert.equal(answer.status, 403);
    const allowed = await client.call({
      method: 'POST',
      path: `${acme.path}/workflows`,
      licence: acme.licences.service,
    });
    assert.deepEqual(Object(Object(allowed.data).page).size, 10);
  });

  test('is filtered by equal members of the document', async () => {
    const community = await place.addCommunity();
    const one = await create(small({ name: 'Same', type: 'IAL2', poiOn: true, dvcId: 'a' }), community);
    const two = await create(small({ name: 'Same', type: 'IAL1', isPublished: false, dvcId: null }), community);
    const found = async (query: unknown) => {
      const { status, data } = await call('POST', '/workflows', { query }, { of: community });
      assert.equal(status, 200);
      return [data.data].flat().map((item) => Object(item).workflowId);
    };
    const { tenantId, communityId } = community;
    const cases: readonly (readonly [unknown, readonly string[]])[] = [
      [{}, [two, one]],
      [null, [two, one]],
      [{ name: 'Same' }, [two, one]],
      [{ name: 'same' }, []],
      [{ name: 'Same', type: 'IAL2' }, [one]],
      [{ type: 'IAL1' }, [two]],
      [{ poiOn: true }, [one]],
      [{ isPublished: true }, [one]],
      [{ isPublished: false }, [two]],
      [{ dvcId: null }, [two]],
      [{ workflowId: one }, [one]],
      [{ workflowId: 'wf-1' }, []],
      [{ tenantId, communityId, version: 'v1' }, [two, one]],
      [{ tenantId: 'another' }, []],
      [{ name: "' or 1 = 1 --" }, []],
    ];
    for (const [query, expected] of cases) assert.deepEqual(await found(query), expected, JSON.stringify(query));
  });

  const refusals: readonly (readonly [unknown, RegExp])[] = [
    [{ query: { colour: 'red' } }, /^query\.colour: Workflows can be searched by name, /],
    [{ query: { "name' --": 'x' } }, /^query\.name' --: /],
    [{ query: { name: { $ne: null } } }, /^query\.name: /],
    [{ query: { nodes: [] } }, /^query\.nodes: /],
    [{ query: 'all' }, /^query: /],
    [{ pSize: 0 }, /^pSize: /],
    [{ pSize: 101 }, /^pSize: /],
    [{ pIndex: -1 }, /^pIndex: /],
    [{ pIndex: 1.5 }, /^pIndex: /],
    [{ pSize: '10' }, /^pSize: /],
  ];
  for (const [data, message] of refusals) {
    test(`refuses ${JSON.stringify(data)}`, async () => {
      assertRefused(await call('POST', '/workflows', data), 400, message);
    });
  }
});

describe('the search by name', () => {
  test('finds whole names below three characters, parts from three on, in any case', async () => {
    const community = await place.addCommunity();
    for (const name of ['AB', 'abc', 'xABCx', '100 %', '100 a', 'a_b', 'Ünder'])
      await create(small({ name }), community);
    const found = async (name: string) => {
      const path = `/workflow/search?name=${encodeURIComponent(name)}`;
      const { status, data } = await call('GET', path, undefined, { of: community });
      assert.equal(status, 200, name);
      const names = [data.list].flat().map((item) => String(Object(item).name));
      assert.deepEqual(data.page, { index: 0, size: 10, total: names.length });
      return names.toSorted();
    };
    assert.deepEqual(await found('ab'), ['AB']);
    assert.deepEqual(await found('b'), []);
    assert.deepEqual(await found('aBc'), ['abc', 'xABCx']);
    assert.deepEqual(await found('100 %'), ['100 %']);
    assert.deepEqual(await found('a_b'), ['a_b']);
    assert.deepEqual(await found('%%%'), []);
    assert.deepEqual(await found('\\\\\\'), []);
    assert.deepEqual(await found('nder'), ['Ünder']);
  });

  for (const query of [
    '',
    '?name=',
    '?name=abc&pSize=0',
    '?name=abc&pSize=101',
    '?name=abc&pIndex=-1',
    '?name=abc&pSize=x',
  ]) {
    test(`refuses "${query}"`, async () => {
      assertRefused(await call('GET', `/workflow/search${query}`), 400, /./);
    });
  }
});

test('the configurations of the community are listed once each, with the type of the workflow that names them', async () => {
  const community = await place.addCommunity();
  for (const [dvcId, type] of [
    ['b', 'IAL2'],
    ['a', 'IAL2'],
    ['a', 'IAL2'],
    ['a', 'login'],
    ['', 'x'],
    [null, 'x'],
  ]) {
    await create(small({ dvcId: dvcId ?? null, type: type ?? null }), community);
  }
  const get = async (query: string) =>
    (await call('GET', `/workflow/dvcid/list${query}`, undefined, { of: community })).data;
  const all = await get('');
  assert.deepEqual(all.list, [
    { journeyType: 'IAL2', name: 'a', tag: 'a' },
    { journeyType: 'login', name: 'a', tag: 'a' },
    { journeyType: 'IAL2', name: 'b', tag: 'b' },
  ]);
  assert.deepEqual(all.page, { index: 0, size: 10, total: 3 });
  assert.deepEqual((await get('?pSize=2&pIndex=1')).list, [{ journeyType: 'IAL2', name: 'b', tag: 'b' }]);
  assertRefused(await call('GET', '/workflow/dvcid/list?pSize=1000'), 400, /^pSize: /);
});

describe('direct access', () => {
  const manage = async (workflowId: string, data: unknown) =>
    (await call('POST', `/workflow/${workflowId}/manage_direct_access`, data)).data;

  test('is switched on with a code of six characters that finds the workflow, and is lasting', async () => {
    const workflowId = await create(small());
    const on = await manage(workflowId, { enable: true });
    assert.match(String(on.accessCode), /^[A-Za-z0-9_-]{6}$/);
    assert.deepEqual(on, { accessCode: on.accessCode, directAccessEnabled: true });
    assert.deepEqual(await manage(workflowId, { enable: true }), on);
    const found = expectOk(await findByAccessCode(context, String(on.accessCode)));
    assert.deepEqual(found, { scope: acme.scope, workflowId: uuidOf(workflowId) });
  });

  test('switched off keeps the code, which opens nothing until it is on again', async () => {
    const workflowId = await create(small());
    const { accessCode } = await manage(workflowId, { enable: true });
    assert.deepEqual(await manage(workflowId, { enable: false }), { accessCode, directAccessEnabled: false });
    const closed = await findByAccessCode(context, String(accessCode));
    assert.equal(closed.ok ? 'open' : closed.error.code, 'forbidden');
    assert.deepEqual(await manage(workflowId, { enable: true }), { accessCode, directAccessEnabled: true });
    assert.ok((await findByAccessCode(context, String(accessCode))).ok);
  });

  test('gets another code without touching the switch; both can be asked for at once', async () => {
    const workflowId = await create(small());
    const first = await manage(workflowId, { regenerate: true });
    assert.equal(first.directAccessEnabled, false);
    const second = await manage(workflowId, { regenerate: true, enable: true });
    assert.equal(second.directAccessEnabled, true);
    assert.notEqual(second.accessCode, first.accessCode);
    const third = await manage(workflowId, { regenerate: true });
    assert.equal(third.directAccessEnabled, true);
    assert.equal((await findByAccessCode(context, String(second.accessCode))).ok, false);
    assert.ok((await findByAccessCode(context, String(third.accessCode))).ok);
    const off = await manage(workflowId, { regenerate: true, enable: false });
    assert.equal(off.directAccessEnabled, false);
    assert.notEqual(off.accessCode, third.accessCode);
  });

  test('that was never on has no code', async () => {
    const workflowId = await create(small());
    const none = { accessCode: '', directAccessEnabled: false };
    assert.deepEqual(await manage(workflowId, { enable: false }), none);
    assert.deepEqual(await manage(workflowId, { regenerate: false }), none);
  });

  test('ends with the workflow, and its code is nowhere in clear', async () => {
    const workflowId = await create(small());
    const code = String((await manage(workflowId, { enable: true })).accessCode);
    const row = await context.database
      .scoped(acme.scope)
      .selectFrom('workflow')
      .selectAll()
      .where('id', '=', uuidOf(workflowId))
      .executeTakeFirstOrThrow();
    assert.ok(!Buffer.from(row.access_code ?? []).includes(code));
    await call('DELETE', `/workflow/${workflowId}`);
    assert.equal((await findByAccessCode(context, code)).ok, false);
  });

  for (const data of [{}, { enable: 'yes' }, { regenerate: 1 }, []]) {
    test(`refuses ${JSON.stringify(data)}`, async () => {
      const workflowId = await create(small());
      assertRefused(await call('POST', `/workflow/${workflowId}/manage_direct_access`, data), 400, /./);
    });
  }

  test('is not for logins', async () => {
    const workflowId = await create(small());
    const path = `${acme.path}/workflow/${workflowId}/manage_direct_access`;
    const token = await acme.addToken();
    assert.equal((await client.call({ method: 'POST', path, token, data: { enable: true } })).status, 401);
  });
});

test('who may only look at instances can read workflows and not write them', async () => {
  const workflowId = await create(small());
  const token = await acme.addToken(['workflow.instance.view']);
  const path = `${acme.path}/workflow/${workflowId}`;
  assert.equal((await client.call({ method: 'GET', path, token })).status, 200);
  assert.equal((await client.call({ method: 'DELETE', path, token })).status, 403);
  assert.equal((await client.call({ method: 'PATCH', path, token, data: { name: 'x' } })).status, 403);
  const allowed = await acme.addToken(['workflow.create']);
  assert.equal((await client.call({ method: 'PATCH', path, token: allowed, data: { name: 'x' } })).status, 200);
});

test('the node library has all its members, and each element of a category is there', async () => {
  const path = `/v0${acme.path}/workflow/node/library`;
  const { status, data } = await client.call({ method: 'GET', path, licence: acme.licences.service_ext });
  assert.equal(status, 200);
  const { categories, elements, handlerKeys, templates } = Object(data);
  const ids = elements.map(({ id }: { readonly id: string }) => id);
  assert.deepEqual(
    categories.flatMap(({ elements: own }: { readonly elements: readonly string[] }) => own).toSorted(),
    ids.toSorted(),
  );
  assert.deepEqual(
    handlerKeys.map(({ key }: { readonly key: string }) => key),
    ['on_next', 'on_back', 'on_success', 'on_fail', 'on_error', 'on_check_resolution_fail'],
  );
  for (const element of elements) {
    assert.deepEqual(Object.keys(element), ['id', 'name', 'styles', 'node', 'description']);
    assert.deepEqual(Object.keys(element.styles), ['bg_color', 'logo-image']);
    assert.ok(Array.isArray(element.node.fields) && element.node.type === element.id);
  }
  assert.deepEqual([typeof templates.header, typeof templates.footer], ['string', 'string']);
  assert.ok(!ids.includes('system'));
});
