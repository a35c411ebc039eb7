import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Graph, graph } from '@gatehouse/core/workflow/graph.ts';
import type { Scope } from '../../db/scope.ts';
import { openTestDatabase } from '../../test/database.ts';
import { createTestContext, expectOk, plainGraph } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { createOrganization } from '../organization/create-organization.ts';
import { archiveWorkflow, renameWorkflow, unarchiveWorkflow } from './change-workflow.ts';
import { createDraft, discardDraft } from './create-draft.ts';
import { createWorkflow } from './create-workflow.ts';
import { changeDirectAccess, findByAccessCode } from './direct-access.ts';
import { publishWorkflow } from './publish-workflow.ts';
import { getWorkflow } from './read-workflow.ts';
import { changeFromSource, createFromSource, type SourcedWorkflow } from './save-source.ts';
import { searchWorkflows } from './search-workflows.ts';
import { readPresentWorkflow } from './source.ts';
import { updateDraft } from './update-draft.ts';

const database = await openTestDatabase();
const context = createTestContext(database);
const owner = { name: 'Acme', ownerEmail: 'ada@example.com', ownerName: 'Ada' };
const { organizationId } = expectOk(await createOrganization(context, owner));
const scope: Scope = { organizationId, environment: 'live' };

/** A dead end, which our own builder would not let pass and another vendor's does. */
const loose: Graph = graph.parse({
  entry: 'a',
  nodes: [{ id: 'a', type: 'form', config: { title: { en: 'A' }, fields: [] }, on: {} }],
});

const sourced = (members: Partial<SourcedWorkflow> = {}): SourcedWorkflow => ({
  ...{ name: 'Flow', graph: loose, source: '{"nodes":[]}', isPublished: true },
  ...members,
});

const make = async (members: Partial<SourcedWorkflow> = {}): Promise<string> =>
  expectOk(await createFromSource(context, scope, sourced(members), system)).id;

const actsOn = async (id: string): Promise<string[]> => {
  const rows = await database.owner
    .selectFrom('act')
    .select('type')
    .where('subject_id', '=', id)
    .orderBy('number')
    .execute();
  return rows.map(({ type }) => type);
};

describe('a vendor’s document', () => {
  it('becomes a workflow with a version, and each act stands in the log', async () => {
    const id = await make();
    const present = expectOk(await readPresentWorkflow(context, scope, id));
    assert.deepEqual([present.source, present.graph, present.workflow.latestVersion], ['{"nodes":[]}', loose, 1]);
    expectOk(
      await changeFromSource(context, scope, id, () => ({ ok: true, value: sourced({ name: 'Other' }) }), system),
    );
    await changeDirectAccess(context, scope, id, { regenerate: false, enable: true }, system);
    await changeDirectAccess(context, scope, id, { regenerate: false, enable: true }, system);
    assert.deepEqual(await actsOn(id), [
      'workflow_created',
      'workflow_published',
      'workflow_renamed',
      'direct_access_changed',
    ]);
  });

  it('that differs from the newest version in what our graph does not hold is a version too', async () => {
    const id = await make();
    const change = () => ({ ok: true, value: sourced({ source: '{"nodes":[],"more":1}' }) }) as const;
    for (const _ of [1, 2]) expectOk(await changeFromSource(context, scope, id, change, system));
    assert.equal(expectOk(await getWorkflow(context, scope, id)).latestVersion, 2);
  });

  it('may be changed by many at the same moment: each change sees the one before', async () => {
    const id = await make({ source: '0' });
    const countUp = () =>
      changeFromSource(
        context,
        scope,
        id,
        ({ source }) => ({ ok: true, value: sourced({ source: String(Number(source) + 1) }) }),
        system,
      );
    await Promise.all([countUp(), countUp(), countUp(), countUp()]);
    const present = expectOk(await readPresentWorkflow(context, scope, id));
    assert.deepEqual([present.source, present.workflow.latestVersion], ['4', 5]);
  });

  it('that a run would break by is refused, and nothing is left of it', async () => {
    const broken: Graph = { ...loose, entry: 'gone' };
    const before = await searchWorkflows(context, scope, {}, { index: 0, size: 1 });
    const refused = await createFromSource(context, scope, sourced({ graph: broken }), system);
    assert.equal(refused.ok ? null : refused.error.code, 'graph_invalid');
    assert.equal((await searchWorkflows(context, scope, {}, { index: 0, size: 1 })).total, before.total);
    await make({ graph: broken, isPublished: false });
  });

  it('is published by our own rules no longer when somebody has changed its graph', async () => {
    const id = await make({ isPublished: false });
    expectOk(await publishWorkflow(context, scope, { workflowId: id, draftId: null }, system));
    const { drafts } = expectOk(await getWorkflow(context, scope, id));
    const draftId = drafts[0]?.id ?? '';
    const revised: Graph = { ...loose, nodes: loose.nodes.map((node) => ({ ...node, label: { en: 'A' } })) };
    expectOk(await updateDraft(context, scope, { workflowId: id, draftId, revision: 1, graph: revised }));
    const refused = await publishWorkflow(context, scope, { workflowId: id, draftId }, system);
    assert.equal(refused.ok ? null : refused.error.code, 'graph_invalid');
    assert.equal(expectOk(await readPresentWorkflow(context, scope, id)).source, null);
  });
});

describe('when a workflow was last changed', () => {
  const updatedAt = async (id: string) => expectOk(await getWorkflow(context, scope, id)).updatedAt;
  const changes: readonly (readonly [string, (id: string, draftId: string) => Promise<unknown>])[] = [
    ['another name', (id) => renameWorkflow(context, scope, { id, name: 'New' }, system)],
    [
      'a new draft',
      (id) => createDraft(context, scope, { workflowId: id, source: { kind: 'graph', graph: loose } }, system),
    ],
    [
      'a changed draft',
      (id, draftId) => updateDraft(context, scope, { workflowId: id, draftId, revision: 1, graph: loose }),
    ],
    ['a discarded draft', (id, draftId) => discardDraft(context, scope, { workflowId: id, draftId }, system)],
    ['a version', (id) => publishWorkflow(context, scope, { workflowId: id, draftId: null }, system)],
    ['its way into the archive', (id) => archiveWorkflow(context, scope, id, system)],
    ['a document', (id) => changeFromSource(context, scope, id, () => ({ ok: true, value: sourced() }), system)],
    ['an access code', (id) => changeDirectAccess(context, scope, id, { regenerate: true }, system)],
  ];
  for (const [what, change] of changes) {
    it(`is told by ${what}`, async () => {
      const made = await createWorkflow(context, scope, { name: 'Drawn', graph: plainGraph() }, system);
      context.setTime(new Date(context.now().getTime() + 1000));
      await change(made.workflow.id, made.draft.id);
      assert.deepEqual(await updatedAt(made.workflow.id), context.now());
    });
  }
});

describe('an access code', () => {
  it('finds its workflow in its own environment, and nothing else does', async () => {
    const id = await make();
    const { code } = expectOk(
      await changeDirectAccess(context, scope, id, { regenerate: false, enable: true }, system),
    );
    assert.deepEqual(expectOk(await findByAccessCode(context, code ?? '')), { scope, workflowId: id });
    for (const wrong of ['', 'abcde', 'abcdefg', `${code} `, code?.toLowerCase().padStart(7, 'x') ?? '']) {
      const found = await findByAccessCode(context, wrong);
      assert.equal(found.ok ? null : found.error.code, 'not_found');
    }
  });

  it('opens nothing while its workflow is in the archive', async () => {
    const id = await make();
    const { code } = expectOk(
      await changeDirectAccess(context, scope, id, { regenerate: false, enable: true }, system),
    );
    await archiveWorkflow(context, scope, id, system);
    assert.equal((await findByAccessCode(context, code ?? '')).ok, false);
    await unarchiveWorkflow(context, scope, id, system);
    assert.ok((await findByAccessCode(context, code ?? '')).ok);
  });

  it('is not switched in another environment', async () => {
    const id = await make();
    const elsewhere: Scope = { organizationId, environment: 'test' };
    const changed = await changeDirectAccess(context, elsewhere, id, { regenerate: true }, system);
    assert.equal(changed.ok ? null : changed.error.code, 'not_found');
  });
});
