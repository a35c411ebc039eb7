import { own } from '../json.ts';
import type { Graph } from './graph.ts';
import type { Run } from './run.ts';
import { findStep } from './step.ts';
import { edgesOf, followers } from './way.ts';

/** Steps of the person: those done, and those in all if the longest way lies ahead. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/**
 * How far the person is, for a progress bar; null once there is nothing left for them to do. A step counts as done
 * from the first time on that it brought a result, so the bar never goes back. Ahead lie the steps not done yet
 * on the way with the most of them; ways back and into circles are not counted.
 */
export function progress(graph: Graph, run: Run): Progress | null {
  if (run.node === null && run.state !== 'created') return null;
  const isOpen = (id: string) => isStep(graph, id) && own(run.results, id) === undefined;
  const done = Object.keys(run.results).filter((id) => isStep(graph, id)).length;
  return { done, total: done + mostAhead(waysAhead(graph), run.node ?? graph.entry, isOpen) };
}

const isStep = (graph: Graph, id: string): boolean => findStep(graph, id)?.type.mode === 'interactive';

type Ways = ReadonlyMap<string, readonly string[]>;

/** Nodes in an order in which each comes after all that it leads to, with the ways that do not turn back. */
interface WaysAhead {
  readonly order: readonly string[];
  readonly ways: Ways;
}

/** Graphs never change, so each is walked once. */
const known = new WeakMap<Graph, WaysAhead>();

function waysAhead(graph: Graph): WaysAhead {
  const found = known.get(graph) ?? withoutCircles(graph);
  known.set(graph, found);
  return found;
}

/**
 * Walks the graph in depth from the entry, and then from whatever was not reached, and leaves out each edge that leads back
 * to a node on the way to it. What remains has no circle. The stack is a list, because a graph may be a long chain.
 */
function withoutCircles(graph: Graph): WaysAhead {
  const forward = followers(edgesOf(graph).filter(({ outcome }) => outcome !== 'back'));
  const order: string[] = [];
  const ways = new Map<string, string[]>();
  const isOnWay = new Set<string>();
  for (const start of [graph.entry, ...graph.nodes.map(({ id }) => id)]) {
    const stack = [start];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      if (ways.has(node)) {
        stack.pop();
        if (isOnWay.delete(node)) order.push(node);
        continue;
      }
      isOnWay.add(node);
      const ahead = (forward.get(node) ?? []).filter((next) => !isOnWay.has(next));
      ways.set(node, ahead);
      stack.push(...ahead.filter((next) => !ways.has(next)));
    }
  }
  return { order, ways };
}

function mostAhead({ order, ways }: WaysAhead, start: string, isOpen: (id: string) => boolean): number {
  const most = new Map<string, number>();
  for (const node of order) {
    const behind = (ways.get(node) ?? []).map((next) => most.get(next) ?? 0);
    most.set(node, Math.max(0, ...behind) + (isOpen(node) ? 1 : 0));
  }
  return most.get(start) ?? 0;
}
