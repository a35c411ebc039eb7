import { advance } from '../core/workflow/advance.ts';
import type { RunEvent } from '../core/workflow/event.ts';
import { type Graph, graph } from '../core/workflow/graph.ts';
import type { Run } from '../core/workflow/run.ts';
import { expectOk } from './measure/expect-ok.ts';
import { median } from './measure/numbers.ts';

const form = (id: string, next: string) => ({
  id,
  type: 'form',
  config: {
    title: { en: 'About you' },
    fields: [
      { name: 'name', type: 'text', label: { en: 'Full name' }, required: true },
      { name: 'country', type: 'country', label: { en: 'Country' }, required: true },
      { name: 'amount', type: 'number', label: { en: 'Amount' } },
    ],
  },
  on: { next },
});

const condition = (id: string, of: string, next: string) => ({
  id,
  type: 'condition',
  config: { cases: [{ outcome: 'large', when: { field: `nodes.${of}.amount`, is: '>', value: 500 } }] },
  on: { large: next, default: next },
});

/** Ten nodes: five forms with four decisions between them, and the end. */
export const tenNodes: Graph = graph.parse({
  entry: 'a',
  nodes: [
    form('a', 'ab'),
    condition('ab', 'a', 'b'),
    form('b', 'bc'),
    condition('bc', 'b', 'c'),
    form('c', 'cd'),
    condition('cd', 'c', 'd'),
    form('d', 'de'),
    condition('de', 'd', 'e'),
    form('e', 'end'),
    { id: 'end', type: 'end', config: { decision: 'rejected' } },
  ],
});

const at = '2026-11-21T10:00:00.000Z';
const input = { name: 'Anna Maria Eriksson', country: 'SE', amount: 700 };
const events: readonly RunEvent[] = [
  { type: 'created', run: 1, given: { entity: { kind: 'person', name: input.name }, prefill: {} }, at },
  { type: 'opened', at },
  ...['a', 'b', 'c', 'd', 'e'].map((node): RunEvent => ({ type: 'submitted', node, attempt: 1, input, at })),
];

const playThrough = (): Run | null => {
  let run: Run | null = null;
  for (const event of events) run = expectOk(advance(tenNodes, run, event)).run;
  return run;
};

/** Events per second on one core: whole runs through ten nodes, from the first event to the end; median of the rounds. */
export const measureAdvance = (rounds = 5, secondsPerRound = 1): number => {
  if (playThrough()?.state !== 'completed') throw new Error('The run did not come to its end.');
  const rates: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const start = performance.now();
    let done = 0;
    while (performance.now() - start < secondsPerRound * 1000) {
      for (let index = 0; index < 100; index += 1) playThrough();
      done += 100 * events.length;
    }
    // The first round warms up.
    if (round > 0) rates.push(done / ((performance.now() - start) / 1000));
  }
  return median(rates);
};
