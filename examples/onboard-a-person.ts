// Draws a workflow, publishes it, and makes the link for one person.
//   node examples/onboard-a-person.ts "Ada Example" ada@example.com
import { connect } from './connect.ts';

const [name = 'Ada Example', email = 'ada@example.com'] = process.argv.slice(2);
const gatehouse = connect();

const workflow = await gatehouse.workflows.create({
  name: 'Membership',
  graph: {
    entry: 'details',
    nodes: [
      {
        id: 'details',
        type: 'form',
        config: {
          title: { en: 'Your details', de: 'Ihre Angaben' },
          fields: [
            { name: 'name', type: 'text', label: { en: 'Name', de: 'Name' }, required: true, prefill: 'entity.name' },
            { name: 'birthDate', type: 'date', label: { en: 'Date of birth', de: 'Geburtsdatum' }, required: true },
          ],
        },
        on: { next: 'document' },
      },
      {
        id: 'document',
        type: 'document',
        config: {
          documentKinds: ['passport', 'identity_card'],
          expected: { name: 'nodes.details.name', birthDate: 'nodes.details.birthDate' },
        },
        on: { success: 'same_person', fail: 'review', unresolved: 'review', error: 'review', back: 'details' },
      },
      {
        id: 'same_person',
        type: 'condition',
        config: {
          cases: [
            {
              outcome: 'yes',
              when: {
                all: [
                  { field: 'nodes.document.nameMatches', is: '==', value: true },
                  { field: 'nodes.document.birthDateMatches', is: '==', value: true },
                  { field: 'nodes.document.expired', is: '==', value: false },
                ],
              },
            },
          ],
        },
        on: { yes: 'approved', default: 'review' },
      },
      { id: 'approved', type: 'end', config: { decision: 'approved' }, on: {} },
      { id: 'review', type: 'end', config: { decision: 'needs_review' }, on: {} },
    ],
  },
});
const { number } = await gatehouse.workflows.publish(workflow.id);
console.log(`Published version ${number} of ${workflow.name}.`);

const session = await gatehouse.sessions.create({
  workflowId: workflow.id,
  entity: { kind: 'person', name, email },
  expiresInSeconds: 7 * 24 * 3600,
});
console.log(`Session ${session.id}. Send this link to ${name}:`);
console.log(session.url);
