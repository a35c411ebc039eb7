import type { FindingCode } from '@gatehouse/core/workflow/finding.ts';
import type { Graph } from '@gatehouse/core/workflow/graph.ts';
import { type Finding, isPublishable, lint } from '@gatehouse/core/workflow/lint.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { countOf } from '../count-of.ts';
import { lintScripts } from './lint-scripts.ts';

/**
 * What a flow that was drawn by another vendor's rules may have: it just ends where nothing follows, and it goes round as
 * its author meant. No run breaks by that: the engine ends it, and stops a circle that nobody is in. A script that cannot be read
 * ends its node in `error`, where that vendor says so too.
 */
const ownRules: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'outcome_without_edge',
  'node_without_way_to_end',
  'loop_without_pause',
  'data_never_captured',
  'script_invalid',
]);

/**
 * `graph_invalid` with each finding that keeps a graph from becoming a version; undefined where none does. Of a graph that
 * was compiled from another vendor's document only those count that a run would break by.
 */
export const findRefusal = (
  graph: Graph,
  { isCompiled }: { readonly isCompiled: boolean },
): DomainError | undefined => {
  const all = [...lint(graph), ...lintScripts(graph)];
  const findings = isCompiled ? all.filter(({ code }) => !ownRules.has(code)) : all;
  if (isPublishable(findings)) return undefined;
  const errors = findings.filter(({ severity }) => severity === 'error').map(toInputError);
  return domainError(
    'graph_invalid',
    `The graph has ${countOf(errors.length, 'finding')} that must be mended first.`,
    errors,
  );
};

const toInputError = ({ pointer, code, sentence }: Finding) => ({ pointer, code, sentence });
