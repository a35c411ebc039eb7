import { own } from '../json.ts';
import { pickText } from '../localized.ts';
import { textOrNull } from '../node/design.ts';
import type { DesignView, View } from '../node/view.ts';
import type { Graph } from './graph.ts';
import type { Run } from './run.ts';
import { contextOf, findPlace, placesOf } from './step.ts';
import { type SummaryCode, summaryOf } from './summary.ts';

/** What a page must show at the node where the run waits for the person; null where it waits for nobody, or not for a person. */
export function currentView(graph: Graph, run: Run, at: string, language: string): View | null {
  if (run.node === null || run.phase !== 'input') return null;
  const step = findPlace(graph, run.node)?.step;
  return step?.bound.render?.(contextOf(step, run, at), language) ?? null;
}

/** What the graph's author wrote for the person while something outside decides; null where there is nothing. */
export function waitingTitle(graph: Graph, run: Run, language: string): string | null {
  if (run.node === null || run.phase !== 'waiting') return null;
  const title = findPlace(graph, run.node)?.step?.bound.wait?.title;
  return title ? pickText(title, language) : null;
}

/** The consents of a run that are held: each could be withdrawn. In the order of the graph. */
export function heldConsents(graph: Graph, run: Run, language: string): { node: string; title: string }[] {
  return placesOf(graph).flatMap(({ node: { id }, step }) => {
    const result = own(run.results, id);
    if (result === undefined || !step?.bound.withdraw?.(result, result.at)) return [];
    const title = step.bound.render?.(contextOf(step, run, result.at), language).title;
    return title === undefined ? [] : [{ node: id, title }];
  });
}

/** What the person is shown at the end. */
export interface EndPage {
  /** Null for the page's own words. */
  readonly message: string | null;
  /** What the session has taken in; empty where the end does not show it. */
  readonly summary: SummaryCode[];
  readonly design: DesignView | null;
}

/** What the graph's author wrote for the person at the end that the run came to. */
export function endPage(graph: Graph, run: Run, language: string): EndPage {
  const end = run.endedAt === null ? undefined : findPlace(graph, run.endedAt)?.step?.bound.end;
  if (end === undefined) return { message: null, summary: [], design: null };
  return {
    message: textOrNull(end.message ?? undefined, language),
    summary: end.showsSummary ? summaryOf(run) : [],
    design: end.design,
  };
}
