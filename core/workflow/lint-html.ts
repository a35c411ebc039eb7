import { allowedDesignHtml, allowedHtml, findForbiddenMarkup } from '../node/html-text.ts';
import { type Finding, finding } from './finding.ts';
import type { Graph } from './graph.ts';
import { placesOf } from './step.ts';

/** An author sees beforehand what the page will not show. */
export function lintHtml(graph: Graph): Finding[] {
  return placesOf(graph).flatMap(({ node, step, index }) =>
    (step?.bound.htmlTexts ?? []).flatMap(({ html, pointer, isDesign = false }) => {
      const forbidden = findForbiddenMarkup(html, isDesign ? allowedDesignHtml : allowedHtml);
      if (forbidden.length === 0) return [];
      const sentence = `The html text loses what may not stand in it: ${forbidden.join(', ')}.`;
      return [finding('html_will_be_cleaned', node.id, `/nodes/${index}/config${pointer}`, sentence)];
    }),
  );
}
