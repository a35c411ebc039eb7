import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CaptchaVerdict } from '../../domain/captcha/captcha-port.ts';
import type { SendOutcome } from '../../domain/delivery/channel-port.ts';
import { type Answer, documentOf, lastPage, openInstancePlace, toAnswer } from './test/instances.ts';

const sent: { to: string; text: string }[] = [];
let outcome: SendOutcome = { ok: true, statusCode: null, response: null };
let verdict: CaptchaVerdict = 'passed';
const solved: { token: string; address: string }[] = [];

const send = async (message: { readonly to: string; readonly text: string }): Promise<SendOutcome> => {
  sent.push({ to: message.to, text: message.text });
  return outcome;
};

const captcha = {
  url: 'https://captcha.example/verify',
  siteKey: 'site-key',
  suffices: false,
  verify: async (asked: { readonly token: string; readonly address: string }) => {
    solved.push(asked);
    return verdict;
  },
};

const ports = {
  mailer: { kind: 'smtp' as const, send, forget: async () => undefined, close: async () => undefined },
  sms: { kind: 'twilio' as const, send, forget: async () => undefined },
  captcha,
};
const place = await openInstancePlace({ ports });
const acme = await place.addCommunity();
const other = await place.addCommunity();
const flow = documentOf({ type: 'form', id: 'who', fields: [], on_next: 'goodbye' }, lastPage);
const workflowId = await place.addWorkflow(acme, flow);

const notify = async (
  data: unknown,
  token?: string,
  where: Pick<typeof place, 'addClient'> = place,
): Promise<Answer> => {
  const client = await where.addClient();
  const path = '/workflow_instance/send/notification';
  return toAnswer(await client.call({ method: 'POST', path, data, ...(token !== undefined && { token }) }));
};

let mailboxes = 0;
const mailbox = (): string => {
  mailboxes += 1;
  return `anna-${mailboxes}@example.com`;
};

const email = (instanceUrl: string) => ({ type: 'email', emailTo: mailbox(), instanceUrl });

describe('a notification', () => {
  test('goes out at once by e-mail or SMS with the link, for a licence of the levels system and service', async () => {
    const { url } = await place.addInstance(acme, workflowId);
    const mail = await notify({ ...email(url), license: acme.licences.system });
    assert.equal(mail.status, 200, mail.message);
    assert.deepEqual(Object.keys(mail.data), ['status', 'messageId']);
    assert.equal(mail.data.status, 'sent');
    assert.ok(sent.at(-1)?.text.includes(url));
    const number = { type: 'sms', smsTo: '07700 900123', smsISDCode: '+44', instanceUrl: url };
    assert.equal((await notify({ ...number, license: acme.licences.service })).status, 200);
    assert.equal(sent.at(-1)?.to, '+447700900123');
    const rows = await place.gate.database.owner.selectFrom('delivery').select(['id', 'state', 'body']).execute();
    const kept = rows.find(({ id }) => id === mail.data.messageId);
    assert.deepEqual([kept?.state, kept?.body], ['delivered', null]);
  });

  test('is refused with what is wrong, and nothing is sent', async () => {
    const { url, id } = await place.addInstance(acme, workflowId);
    const before = sent.length;
    const license = acme.licences.service;
    const good = { ...email(url), license };
    const number = { type: 'sms', smsTo: '7700900123', smsISDCode: '+44', instanceUrl: url, license };
    const cases: readonly [unknown, number, RegExp][] = [
      [{ ...good, captchaToken: 'x' }, 400, /exactly one of captchaToken and license/],
      [{ ...good, license: undefined }, 400, /exactly one of captchaToken and license/],
      [{ ...good, type: 'fax' }, 400, /type/],
      [{ ...good, emailTo: 'nobody' }, 400, /emailTo/],
      [{ ...good, emailTo: undefined }, 400, /emailTo/],
      [{ ...number, smsISDCode: '44' }, 400, /smsISDCode/],
      [{ ...number, smsISDCode: undefined }, 400, /smsISDCode/],
      [{ ...number, smsTo: 'x' }, 400, /smsTo/],
      [{ ...good, instanceUrl: undefined }, 400, /instanceUrl/],
      [{ ...good, instanceUrl: `https://phish.example/workflow/wf_instance/${id}` }, 400, /not the URL of an instance/],
      [{ ...good, instanceUrl: `${url}?next=https://phish.example` }, 400, /not the URL of an instance/],
      [{ ...good, instanceUrl: 'https://gate.example.com/' }, 400, /not the URL of an instance/],
      [{ ...good, instanceUrl: `${url.slice(0, -1)}x` }, 404, /not found/],
      [{ ...good, license: other.licences.service }, 404, /not found/],
      [{ ...good, license: acme.licences.service_ext }, 403, /system or service/],
      [{ ...good, license: acme.licences.app }, 403, /system or service/],
      [{ ...good, license: 'nonsense' }, 401, /License/],
    ];
    for (const [data, status, message] of cases) {
      const answer = await notify(data);
      assert.equal(answer.status, status, `${answer.message} ${JSON.stringify(data)}`);
      assert.match(answer.message, message);
    }
    assert.equal(sent.length, before);
  });

  test('that could not be sent is said so', async () => {
    const { url } = await place.addInstance(acme, workflowId);
    outcome = { ok: false, statusCode: 500, response: null, isPermanent: false, error: 'No.', retryAfterMs: null };
    assert.equal((await notify({ ...email(url), license: acme.licences.service })).status, 503);
    outcome = { ok: true, statusCode: null, response: null };
  });

  test('is not sent once the instance is over', async () => {
    const { url, id } = await place.addInstance(acme, workflowId);
    await place.visit('initiate', { wfInstanceId: id });
    await place.visit('submit_result', { wfInstanceId: id, nodeId: 'who', requestData: {} });
    assert.equal((await notify({ ...email(url), license: acme.licences.service })).status, 400);
  });

  test('is limited by instance and by recipient', async () => {
    const license = acme.licences.service;
    const { url } = await place.addInstance(acme, workflowId);
    const statuses: number[] = [];
    for (let count = 0; count < 11; count += 1) statuses.push((await notify({ ...email(url), license })).status);
    assert.deepEqual([new Set(statuses.slice(0, 10)), statuses[10]], [new Set([200]), 429]);
    const emailTo = mailbox();
    const others: number[] = [];
    for (let count = 0; count < 6; count += 1) {
      const { url: instanceUrl } = await place.addInstance(acme, workflowId);
      others.push((await notify({ type: 'email', emailTo, instanceUrl, license })).status);
    }
    assert.deepEqual([new Set(others.slice(0, 5)), others[5]], [new Set([200]), 429]);
  });
});

describe('a captcha', () => {
  test('suffices beside a login that may make or manage workflows, and is verified with the address', async () => {
    const { url } = await place.addInstance(acme, workflowId);
    const body = { ...email(url), captchaToken: 'solved' };
    assert.equal((await notify(body, await acme.addToken(['workflow.create']))).status, 200);
    assert.deepEqual(solved.at(-1), { token: 'solved', address: '127.0.0.1' });
    assert.equal((await notify(body, await acme.addToken(['workflow.instance.view']))).status, 403);
    assert.equal((await notify(body, await other.addToken())).status, 404);
    assert.equal((await notify(body)).status, 401);
  });

  test('that is not accepted sends nothing, nor does one that nobody can verify', async () => {
    const { url } = await place.addInstance(acme, workflowId);
    const token = await acme.addToken();
    const before = sent.length;
    for (const [said, status] of [
      ['refused', 401],
      ['unavailable', 503],
    ] as const) {
      verdict = said;
      assert.equal((await notify({ ...email(url), captchaToken: 'x' }, token)).status, status);
    }
    verdict = 'passed';
    assert.equal(sent.length, before);
  });

  test('alone suffices only where the operator says so; without one set up, none is taken', async () => {
    for (const [port, expected] of [
      [{ ...captcha, suffices: true }, 200],
      [null, 400],
    ] as const) {
      const own = await openInstancePlace({ ports: { ...ports, captcha: port } });
      const community = await own.addCommunity();
      const { url } = await own.addInstance(community, await own.addWorkflow(community, flow));
      const answer = await notify({ ...email(url), captchaToken: 'solved' }, undefined, own);
      assert.equal(answer.status, expected, answer.message);
    }
  });

  test('is described to administrators of the community alone', async () => {
    const client = await place.addClient();
    const ask = async (token: string) =>
      client.call({ method: 'GET', path: '/workflow_instance/recaptcha_config', token });
    const told = await ask(await acme.addToken(['community.admin']));
    assert.deepEqual(told.data, { recaptcha_url: 'https://captcha.example/verify', secret_key_ui: 'site-key' });
    assert.ok('publicKey' in Object(told.json));
    assert.equal((await ask(await acme.addToken(['workflow.manage']))).status, 403);
    assert.equal((await client.call({ method: 'GET', path: '/workflow_instance/recaptcha_config' })).status, 401);
  });
});
