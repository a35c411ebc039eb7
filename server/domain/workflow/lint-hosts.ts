import { isHostListed } from '@gatehouse/core/host-pattern.ts';
import { type Finding, finding } from '@gatehouse/core/workflow/finding.ts';
import type { Graph } from '@gatehouse/core/workflow/graph.ts';

/** Calls of a graph to hosts that the organization does not allow: they would fail until the host is on its list. */
export const lintHosts = (graph: Graph, allowedHosts: readonly string[]): Finding[] =>
  graph.nodes.flatMap(({ id, type, config }, index) => {
    const host = type === 'http' && typeof config.url === 'string' ? hostOf(config.url) : null;
    if (host === null || isHostListed(allowedHosts, host)) return [];
    const sentence = `The host ${host} is not on the organization’s list of allowed hosts (allowedHosts in its settings): the call would be refused.`;
    return [finding('http_host_not_allowed', id, `/nodes/${index}/config/url`, sentence)];
  });

/** Null for what is no URL, which the lint of the graph itself names. Values stand in its path and query alone. */
const hostOf = (template: string): string | null =>
  URL.parse(template.replace(/\{\{[^{}]*\}\}/g, 'value'))?.hostname || null;
