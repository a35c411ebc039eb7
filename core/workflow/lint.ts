import { type Finding, type FindingCode, findingSeverities } from './finding.ts';
import type { Graph } from './graph.ts';
import { lintChecks } from './lint-checks.ts';
import { lintCredentials } from './lint-credentials.ts';
import { lintHtml } from './lint-html.ts';
import { lintReferences } from './lint-references.ts';
import { lintShape } from './lint-shape.ts';
import { lintWays } from './lint-ways.ts';

/**
 * What is wrong with a graph, and what is worth a look, by family of rules and then in the graph's order. Never throws: a
 * draft may be in any state that the schema of a graph lets pass.
 */
export function lint(graph: Graph): Finding[] {
  return [lintShape, lintWays, lintReferences, lintChecks, lintHtml, lintCredentials].flatMap((family) =>
    family(graph),
  );
}

/** Whether a graph may become a version. */
export const isPublishable = (findings: readonly Finding[]): boolean =>
  findings.every(({ severity }) => severity !== 'error');

export type { Finding, FindingCode };
export { findingSeverities };
