import { z } from 'zod';
import type { Calls } from './call.ts';

const form = (id: string, next: string) => ({
  id,
  type: 'form',
  config: {
    title: { en: id },
    fields: [
      { name: 'name', type: 'text', label: { en: 'Name' }, required: true },
      { name: 'birthDate', type: 'date', label: { en: 'Date of birth' } },
      { name: 'email', type: 'email', label: { en: 'E-mail' } },
    ],
  },
  on: { next },
});

/** Steps of the person, work of a job and a timer, one after the other. */
const graph = {
  entry: 'first',
  nodes: [
    form('first', 'second'),
    form('second', 'pause'),
    { id: 'pause', type: 'wait', config: { outcomes: [], timeoutSeconds: 1 }, on: { timeout: 'third' } },
    form('third', 'initials'),
    {
      id: 'initials',
      type: 'script',
      config: { source: "return { initials: nodes.first.name.split(' ').map((part) => part[0]).join('') };" },
      on: { next: 'end', error: 'end' },
    },
    { id: 'end', type: 'end', config: { decision: 'rejected' } },
  ],
};

const made = z.object({ id: z.string() });

/** Makes the workflow of the load, published. */
export const addWorkflow = async (calls: Calls, key: string): Promise<string> => {
  const call = { method: 'POST', token: key } as const;
  const workflow = await calls.untilAnswered({ ...call, path: '/api/workflows', body: { name: 'Load', graph } });
  if (workflow.status !== 201) throw new Error(JSON.stringify(workflow.body));
  const { id } = made.parse(workflow.body);
  const published = await calls.untilAnswered({ ...call, path: `/api/workflows/${id}/publish`, body: {} });
  if (published.status >= 300) throw new Error(JSON.stringify(published.body));
  return id;
};
