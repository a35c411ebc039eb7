import type { RunEvent } from '../event.ts';
import { type Graph, graph } from '../graph.ts';
import { replay } from '../replay.ts';
import type { Run } from '../run.ts';

/*
 * Graphs and events for the tests of the engine.
 */

export const AT = '2026-03-01T10:00:00.000Z';

export type NodeSketch = { id: string; type?: string; config?: object; maxAttempts?: number; on?: object };

const configs: Readonly<Record<string, object>> = {
  form: { title: { en: 'Form' }, fields: [{ name: 'name', type: 'text', label: { en: 'Name' } }] },
  document: {},
  consent: { title: { en: 'Consent' }, text: { en: 'Yes?' }, textVersion: '1' },
  handoff: {},
  selfie: {},
  wait: { outcomes: ['success', 'fail'] },
  script: { source: 'return {};' },
  http: { url: 'https://api.example.com/' },
  notify: { channel: 'sms', to: 'entity.phone', body: { en: 'Hello' } },
  condition: { cases: [] },
  end: { decision: 'approved' },
};

/** A graph from what matters for a test; the entry is the first node, a node is a form where nothing else is said. */
export function graphOf(...nodes: readonly NodeSketch[]): Graph {
  return graph.parse({
    entry: nodes[0]?.id ?? 'nowhere',
    nodes: nodes.map((node) => ({ type: 'form', config: configs[node.type ?? 'form'] ?? {}, ...node })),
  });
}

export const created: RunEvent = { type: 'created', at: AT, run: 1, given: { entity: {}, prefill: {} } };
export const opened: RunEvent = { type: 'opened', at: AT };

export const submitted = (node: string, attempt: number, input: object = {}): RunEvent => ({
  type: 'submitted',
  at: AT,
  node,
  attempt,
  input: JSON.parse(JSON.stringify(input)),
});

/** The run after these events; throws where one is refused. */
export function runOf(source: Graph, ...events: readonly RunEvent[]): Run {
  const run = replay(source, events);
  if (!run.ok) throw new Error(JSON.stringify(run.error));
  return run.value;
}
