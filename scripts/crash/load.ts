import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../server/start/pages.ts';
import type { Calls } from './call.ts';
import { type Journey, travel } from './journey.ts';

export interface Load {
  readonly journeys: readonly Journey[];
  /** No further sessions are begun; resolves once those under way have ended. */
  finish(): Promise<void>;
}

export interface LoadOptions {
  readonly calls: Calls;
  readonly key: string;
  readonly workflowId: string;
  /** The workflow with a document; one in `documentEvery` sessions goes there. */
  readonly documentWorkflowId: string;
  readonly travellers: number;
}

/** Reading a photo keeps a core busy for a second, so few do it. */
const documentEvery = 40;

/** Invented people who go through the workflow one after the other, each in the next free place. */
export const startLoad = ({ calls, key, workflowId, documentWorkflowId, travellers }: LoadOptions): Load => {
  const photo = readFileSync(join(root, 'server/test/documents/demo-passport.jpg'));
  const journeys: Journey[] = [];
  let isOver = false;
  let begun = 0;
  const run = async (): Promise<void> => {
    while (!isOver) {
      const chosen = begun % documentEvery === 1 ? documentWorkflowId : workflowId;
      begun += 1;
      await travel({ calls, key, workflowId: chosen, photo }, journeys);
    }
  };
  const running = Promise.all(Array.from({ length: travellers }, run));
  return {
    journeys,
    finish: async () => {
      isOver = true;
      await running;
    },
  };
};
