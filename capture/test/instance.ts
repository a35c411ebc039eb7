import { readFile } from 'node:fs/promises';
import { openWireClient, throughNetwork } from '../../server/api/onekosmos/test/client.ts';
import type { House } from './journey.ts';

/** A vendor's workflow document of the repository. */
export const readDocument = async (name: string): Promise<object> => {
  const path = new URL(`../../server/api/onekosmos/test/documents/${name}.json`, import.meta.url);
  const { data }: { data: object } = JSON.parse(await readFile(path, 'utf8'));
  return data;
};

/** An instance of a vendor's workflow document, made as the vendor's clients do; gives the address for the person. */
export const createInstance = async ({ server }: House, document: object): Promise<string> => {
  const { tenantId, communityId, licenses } = server.oneKosmos;
  const client = await openWireClient({ send: throughNetwork(server.baseUrl) });
  const place = `/tenant/${tenantId}/community/${communityId}`;
  const call = async (method: 'PUT' | 'POST', path: string, data: object): Promise<Record<string, unknown>> => {
    const answer = await client.call({ method, path, licence: licenses.service_ext, data });
    if (answer.status !== 200) throw new Error(`${path} was refused: ${JSON.stringify(answer.json)}`);
    return { ...Object(answer.data) };
  };
  const { workflowId } = await call('PUT', `${place}/workflow`, document);
  const { wfInstanceUrl } = await call('POST', `/workflow_instance${place}/create`, { workflowId, metaData: {} });
  return String(wfInstanceUrl);
};
