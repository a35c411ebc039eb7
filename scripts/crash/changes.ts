import { advance } from '../../core/workflow/advance.ts';
import type { RunEvent } from '../../core/workflow/event.ts';
import type { Graph } from '../../core/workflow/graph.ts';
import type { Run } from '../../core/workflow/run.ts';
import { changeName, type Told } from './receiver.ts';

/** Names of the changes of state that a log tells of and that webhooks are sent for; none is for going on after a wait. */
export const announcedChanges = (graph: Graph, sessionId: string, events: readonly RunEvent[]): readonly string[] => {
  const names: string[] = [];
  let run: Run | null = null;
  for (const event of events) {
    const advanced = advance(graph, run, event);
    if (!advanced.ok) return names;
    const { state } = advanced.value.run;
    if (state !== run?.state && (state !== 'active' || run?.state === 'created'))
      names.push(changeName(sessionId, state, event.at));
    run = advanced.value.run;
  }
  return names;
};

/** One sentence for each change that the receiver did not hear of, and for each that it was told of by more than one message. */
export const untoldChanges = (changes: readonly string[], told: Told): readonly string[] =>
  changes.flatMap((change) => {
    const messages = told.get(change)?.size ?? 0;
    return messages === 1 ? [] : [`The change ${change} was told by ${messages} messages.`];
  });
