import type { BrowserContextOptions } from 'playwright-core';
import { phone, visit } from './browser.ts';
import type { Guest, House } from './journey.ts';

const call = async ({ server }: House, path: string, body: unknown): Promise<{ id: string; url: string }> => {
  const response = await fetch(`${server.baseUrl}/api/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.liveKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} was refused: ${await response.text()}`);
  const answer: { id: string; url: string } = await response.json();
  return answer;
};

interface PublishedNode {
  readonly id: string;
  readonly type: string;
  readonly config: object;
  readonly on?: object;
}

/** A published workflow of these nodes, entered at the first. */
export const publish = async (house: House, nodes: readonly PublishedNode[]): Promise<string> => {
  const graph = { entry: nodes[0]?.id ?? '', nodes };
  const { id } = await call(house, 'workflows', { name: 'Test', graph });
  await call(house, `workflows/${id}/publish`, {});
  return id;
};

/** A new session of a workflow, opened by the person. */
export const inviteTo = async (
  house: House,
  workflowId: string,
  options: BrowserContextOptions = phone,
): Promise<Guest> => {
  const { id, url } = await call(house, 'sessions', { workflowId, entity: { kind: 'person' } });
  return { ...(await visit(house.browser, url, options)), sessionId: id, url };
};

/** The customer's own system decides for a waiting node. */
export const giveOutcome = (house: House, sessionId: string, node: string, outcome: string): Promise<unknown> =>
  call(house, `sessions/${sessionId}/nodes/${node}/outcome`, { outcome });
