import { createKeyPair } from '../../api/onekosmos/cipher.ts';
import type { WireCall, WireClient } from '../../api/onekosmos/test/client.ts';
import { type Community, openPlaceOn, type Place } from '../../api/onekosmos/test/place.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';
import { createTestContext, type TestContext } from '../native-api.ts';
import type { Objects } from './catalogue.ts';
import { documentFor } from './onekosmos-catalogue.ts';

type Noun =
  | 'tenantId'
  | 'communityId'
  | 'workflow'
  | 'instance'
  | 'openInstance'
  | 'instanceUrl'
  | 'licence'
  | 'token'
  | 'helperPublicKey';

/** A community whose objects the generators call for. */
export interface FilledCommunity {
  readonly community: Community;
  readonly objects: Objects & Readonly<Record<Noun, string>>;
}

export interface OneKosmosPlace {
  readonly place: Place<TestContext>;
  readonly database: TestDatabase;
  readonly client: WireClient;
  readonly document: object;
  /** A community with one object of each kind: a new organization's, or the other environment of one that is there. */
  fill(sibling?: Community): Promise<FilledCommunity>;
  close(): Promise<void>;
}

const captcha = {
  url: 'https://captcha.example/verify',
  siteKey: 'site-key',
  suffices: false,
  verify: async () => 'passed' as const,
};

const send = async () => ({ ok: true as const, statusCode: null, response: null });

/** What is sent goes nowhere. */
const mailer = { kind: 'smtp' as const, send, forget: async () => undefined, close: async () => undefined };
const sms = { kind: 'twilio' as const, send, forget: async () => undefined };

/** The dialect with a captcha that lets everybody pass. Call it at the top of a file, outside hooks. */
export const openOneKosmosPlace = async (): Promise<OneKosmosPlace> => {
  const database = await openTestDatabase();
  const place = await openPlaceOn({ ...createTestContext(database), captcha, mailer, sms });
  const client = await place.addClient();
  const document: object = (await place.app.inject('/onekosmos/openapi.json')).json();
  return {
    ...{ place, database, client, document },
    fill: async (sibling) => {
      const community = await place.addCommunity(sibling === undefined ? 'live' : 'test', sibling);
      return { community, objects: await makeObjects(client, community) };
    },
    close: async () => {
      await place.app.close();
      await place.context.scripts.close();
      await database.close();
    },
  };
};

type Members = Readonly<Record<string, unknown>>;

const makeObjects = async (client: WireClient, community: Community): Promise<FilledCommunity['objects']> => {
  const call = async (wire: WireCall): Promise<Members> => {
    const { status, json, data } = await client.call({ licence: community.licences.system, ...wire });
    if (status >= 300) throw new Error(`${wire.method} ${wire.path}: ${JSON.stringify(json)}`);
    return Object(data ?? json);
  };
  const { path } = community;
  const post = (below: string, data: unknown) => call({ method: 'POST', path: below, data });
  const addWorkflow = async (name: string): Promise<string> =>
    String((await call({ method: 'PUT', path: `${path}/workflow`, data: documentFor(name) })).workflowId);
  const workflow = await addWorkflow('Entry');
  const addInstance = () =>
    post(`/workflow_instance${path}/create`, { workflowId: workflow, metaData: { firstName: 'Ann' } });
  const initiate = async (): Promise<Members> => {
    const made = await addInstance();
    await post('/workflow_instance/initiate', { wfInstanceId: made.wfInstanceId });
    return made;
  };
  const begun = await initiate();
  const requestData = { firstName: 'Ann' };
  await post('/workflow_instance/submit_result', { wfInstanceId: begun.wfInstanceId, nodeId: 'who', requestData });
  const { accessCode } = await post(`${path}/workflow/${workflow}/manage_direct_access`, { enable: true });
  const helper = createKeyPair();
  return {
    tenantId: community.tenantId,
    communityId: community.communityId,
    workflow,
    spareWorkflow: await addWorkflow('Spare'),
    instance: String(begun.wfInstanceId),
    instanceUrl: String(begun.wfInstanceUrl),
    openInstance: String((await initiate()).wfInstanceId),
    freshInstance: String((await addInstance()).wfInstanceId),
    accessCode: String(accessCode),
    licence: community.licences.service,
    spareKey: await findKey(call, community.licences.app),
    token: await community.addToken(),
    helperPublicKey: Buffer.from(helper.publicKey).toString('base64'),
    helperPrivateKey: Buffer.from(helper.secret).toString('base64'),
  };
};

const findKey = async (call: (wire: WireCall) => Promise<Members>, secret: string): Promise<string> => {
  const keys = Object.values(await call({ method: 'GET', path: '/servicekeys' }));
  return String(keys.map(Object).find(({ keySecret }) => keySecret === secret)?.keyId);
};
