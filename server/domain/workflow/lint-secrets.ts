import { httpSecrets } from '@gatehouse/core/node/http-config.ts';
import { type Finding, finding } from '@gatehouse/core/workflow/finding.ts';
import type { Graph } from '@gatehouse/core/workflow/graph.ts';

/** Secrets that a graph's calls ask for and the environment does not have: those nodes would end in `error` until it does. */
export const lintSecrets = (graph: Graph, known: ReadonlySet<string>): Finding[] =>
  graph.nodes.flatMap(({ id, type, config }, index) => {
    if (type !== 'http') return [];
    const { headers, body } = httpSecrets(config);
    return [...headers, ...body].flatMap(({ name, pointer }) => {
      if (known.has(name)) return [];
      const sentence = `There is no secret ${name} in this environment: the call would not be made. Make it with PUT /api/secrets/${name}.`;
      return [finding('secret_unknown', id, `/nodes/${index}/config${pointer}`, sentence)];
    });
  });
