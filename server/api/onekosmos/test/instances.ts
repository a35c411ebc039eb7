import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import type { JsonObject } from '@gatehouse/core/json.ts';
import { type Gate, openGate } from '../../../test/journey.ts';
import type { WireAnswer, WireCall } from './client.ts';
import { type Community, openPlaceOn, type Place, type PlaceOptions } from './place.ts';

/** What came back; `data` where the call was taken, `message` where it was refused. */
export interface Answer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export const toAnswer = ({ status, json, data }: WireAnswer): Answer => ({
  status,
  json: Object(json),
  data: Object(data),
  message: String(Object(json).message),
});

/** The dialect with every port real, and checks that run as soon as they are asked for. */
export interface InstancePlace extends Pick<Place<Gate['context']>, 'addCommunity' | 'addClient' | 'app'> {
  readonly gate: Gate;
  readonly context: Gate['context'];
  /** Encrypted, as the holder of the community's service licence where nothing else is said. */
  call(of: Community, call: WireCall): Promise<Answer>;
  /** Encrypted, with nothing but a key pair. */
  visit(path: string, data: unknown): Promise<Answer>;
  addWorkflow(of: Community, document: unknown): Promise<string>;
  /** Its id and its URL. */
  addInstance(of: Community, workflowId: string, metaData?: JsonObject): Promise<{ id: string; url: string }>;
}

export const openInstancePlace = async (
  options: PlaceOptions & { readonly ports?: Partial<Gate['context']> } = {},
): Promise<InstancePlace> => {
  const gate = await openGate();
  const running = new Set<Promise<unknown>>();
  const wakeRelay = (): void => {
    const run = gate.runChecks().finally(() => running.delete(run));
    running.add(run);
  };
  const context = { ...gate.context, wakeRelay, ...options.ports };
  const place = await openPlaceOn(context, options);
  const client = await place.addClient();
  after(async () => {
    await place.app.close();
    await Promise.allSettled([...running]);
    await context.scripts.close();
    await gate.close();
  });
  const call = async (of: Community, wire: WireCall): Promise<Answer> =>
    toAnswer(await client.call({ licence: of.licences.service, ...wire }));
  const taken = (answer: Answer): Answer['data'] => {
    assert.equal(answer.status, 200, JSON.stringify(answer.json));
    return answer.data;
  };
  return {
    ...place,
    gate,
    call,
    visit: async (path, data) =>
      toAnswer(await client.call({ method: 'POST', path: `/workflow_instance/${path}`, data })),
    addWorkflow: async (of, document) =>
      String(taken(await call(of, { method: 'PUT', path: `${of.path}/workflow`, data: document })).workflowId),
    addInstance: async (of, workflowId, metaData) => {
      const path = `/workflow_instance${of.path}/create`;
      const made = taken(await call(of, { method: 'POST', path, data: { workflowId, ...(metaData && { metaData }) } }));
      return { id: String(made.wfInstanceId), url: String(made.wfInstanceUrl) };
    },
  };
};

/** An invented document of the vendor's form. */
export const readDocument = (name: string): JsonObject =>
  JSON.parse(readFileSync(join(import.meta.dirname, `documents/${name}.json`), 'utf8')).data;

/** A document of these nodes. */
export const documentOf = (...nodes: readonly JsonObject[]): JsonObject => ({
  version: 'v1',
  name: 'Flow',
  type: 'IAL2',
  isPublished: true,
  nodes,
});

export const lastPage = { type: 'form', id: 'goodbye', fields: [], is_terminal_node: true, return_summary: true };
