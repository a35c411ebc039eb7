import type { JsonObject } from '../../core/json.ts';
import { toSourced } from '../../server/api/onekosmos/translate-workflow.ts';
import type { Scope } from '../../server/db/scope.ts';
import { system } from '../../server/domain/actor.ts';
import type { DomainContext } from '../../server/domain/context.ts';
import { createOrganization } from '../../server/domain/organization/create-organization.ts';
import { createSession } from '../../server/domain/session/create-session.ts';
import { openSession } from '../../server/domain/session/open-session.ts';
import { createFromSource } from '../../server/domain/workflow/save-source.ts';
import { expectOk } from '../measure/expect-ok.ts';

/** The loop of the native measurement as a document of the vendor's: the same four questions, over and over. */
const loopDocument: JsonObject = {
  version: 'v1',
  name: 'Loop',
  type: 'IAL2',
  isPublished: true,
  nodes: [
    {
      type: 'form',
      id: 'details',
      name: 'About you',
      fields: [
        { type: 'text', name: 'name', label: 'Full name', required: true },
        { type: 'date', name: 'birthDate', label: 'Date of birth', required: true },
        { type: 'text', name: 'country', label: 'Country', required: true },
        { type: 'text', name: 'story', label: 'Where the money comes from' },
      ],
      on_next: 'details',
      on_fail: 'end',
    },
    { type: 'form', id: 'end', fields: [], is_terminal_node: true },
  ],
};

/** The ids of instances that stand before the form, `wfi-` included. */
export const addInstances = async (
  context: DomainContext,
  { organizations, instancesEach }: { readonly organizations: number; readonly instancesEach: number },
): Promise<string[]> => {
  const instances: string[] = [];
  for (let index = 0; index < organizations; index += 1) {
    const { scope, workflowId } = await addOrganization(context);
    const add = () => addInstance(context, scope, workflowId);
    for (let made = 0; made < instancesEach; made += 10)
      instances.push(...(await Promise.all(Array.from({ length: Math.min(10, instancesEach - made) }, add))));
  }
  // What making them left to be done (counters, webhooks) would run beside the measurement.
  await context.database.worker.deleteFrom('outbox').execute();
  return instances;
};

const addOrganization = async (context: DomainContext): Promise<{ scope: Scope; workflowId: string }> => {
  const owner = { name: 'Bench', ownerEmail: `${context.newId()}@example.com`, ownerName: 'Ada Owner' };
  const { organizationId } = expectOk(await createOrganization(context, owner));
  const scope: Scope = { organizationId, environment: 'live' };
  const sourced = expectOk(toSourced(loopDocument));
  const { id } = expectOk(await createFromSource(context, scope, sourced, system));
  return { scope, workflowId: id };
};

const addInstance = async (context: DomainContext, scope: Scope, workflowId: string): Promise<string> => {
  const made = expectOk(await createSession(context, scope, { workflowId, entity: { kind: 'person' } }, system));
  expectOk(await openSession(context, scope, made.session.id));
  return `wfi-${made.session.publicId}`;
};
