import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { JsonObject } from '@gatehouse/core/json.ts';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import { openGate } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { attemptDelivery } from '../delivery/attempt-delivery.ts';
import type { MessageSubject } from '../delivery/channel-port.ts';
import { createDeliveryAlone } from '../delivery/create-delivery.ts';
import type { AttemptAddress } from '../delivery/delivery.ts';
import { dropDeliveriesOf } from '../delivery/drop-deliveries.ts';
import type { Mail } from '../delivery/mail-port.ts';
import type { Message } from '../delivery/message.ts';
import { listDeliveries } from '../delivery/read-delivery.ts';
import type { Sms } from '../delivery/sms-port.ts';
import { createSession } from '../session/create-session.ts';
import { loadSession } from '../session/load-session.ts';
import { openSession } from '../session/open-session.ts';
import { submitStep } from '../session/submit-step.ts';
import { verifySession } from '../session/verify-session.ts';
import { createWorkflow } from '../workflow/create-workflow.ts';
import { publishWorkflow } from '../workflow/publish-workflow.ts';
import { checkNotify } from './notify-check.ts';

const gate = await openGate();
const { context, database } = gate;
const { scope } = await gate.addOrganization();
after(() => gate.close());

const flow = (config: JsonObject) => ({
  entry: 'form',
  nodes: [
    {
      id: 'form',
      type: 'form',
      config: {
        title: { en: 'Form' },
        fields: [
          { name: 'name', type: 'text', label: { en: 'Name' } },
          { name: 'phone', type: 'phone', label: { en: 'Phone' } },
        ],
      },
      on: { next: 'tell' },
    },
    { id: 'tell', type: 'notify', config, on: { success: 'done', error: 'review' } },
    { id: 'done', type: 'end', config: { decision: 'none' } },
    { id: 'review', type: 'end', config: { decision: 'needs_review' } },
  ],
});

const mailConfig: JsonObject = {
  channel: 'email',
  to: 'entity.email',
  subject: { en: 'Hello {{nodes.form.name}}' },
  body: { en: 'Dear {{nodes.form.name}}, thank you.' },
};

const smsConfig: JsonObject = {
  channel: 'sms',
  to: 'nodes.form.phone',
  body: { en: 'Thank you, {{nodes.form.name}}.' },
};

/** A session that waits for its notify node to be evaluated. */
const atNotify = async (config: JsonObject, email: string | undefined = 'anna@example.com'): Promise<string> => {
  const input = { name: 'Tells', graph: graph.parse(flow(config)) };
  const { workflow } = await createWorkflow(context, scope, input, system);
  expectOk(await publishWorkflow(context, scope, { workflowId: workflow.id, draftId: null }, system));
  const entity = { kind: 'person', ...(email !== undefined && { email }) } as const;
  const made = expectOk(await createSession(context, scope, { workflowId: workflow.id, entity }, system));
  const { id } = made.session;
  expectOk(await openSession(context, scope, id));
  const submission = { node: 'form', attempt: 1, input: { name: 'Anna', phone: '+49 170 1234567' } };
  expectOk(await submitStep(context, scope, id, submission));
  return id;
};

/** A session whose first node is its notify node. */
const startingWithNotify = async (config: JsonObject): Promise<string> => {
  const [tell, end] = [
    { id: 'tell', type: 'notify', config, on: { success: 'end', error: 'end' } },
    { id: 'end', type: 'end', config: { decision: 'needs_review' }, on: {} },
  ];
  const input = { name: 'Tells first', graph: graph.parse({ entry: 'tell', nodes: [tell, end] }) };
  const { workflow } = await createWorkflow(context, scope, input, system);
  expectOk(await publishWorkflow(context, scope, { workflowId: workflow.id, draftId: null }, system));
  const entity = { kind: 'person', email: 'anna@example.com' } as const;
  const made = expectOk(await createSession(context, scope, { workflowId: workflow.id, entity }, system));
  expectOk(await openSession(context, scope, made.session.id));
  return made.session.id;
};

const deliveriesOf = async (sessionId: string) => {
  const filter = { limit: 10, after: null, state: null, channel: null, endpointId: null, sessionId };
  return (await listDeliveries(context, scope, filter)).deliveries;
};

/** Sends what waits for a session; gives what went out and which files would be deleted. */
const sendAll = async (sessionId: string) => {
  const mails: [Mail, MessageSubject][] = [];
  const messages: [Sms, MessageSubject][] = [];
  const taken = { ok: true, statusCode: 250, response: Buffer.from('250 anna@example.com') } as const;
  const mailer = {
    ...context.mailer,
    send: async (mail: Mail, about: MessageSubject) => {
      mails.push([mail, about]);
      return taken;
    },
  };
  const sms = {
    ...context.sms,
    send: async (one: Sms, about: MessageSubject) => {
      messages.push([one, about]);
      return taken;
    },
  };
  for (const { id, attemptCount } of await deliveriesOf(sessionId)) {
    const address: AttemptAddress = { ...scope, deliveryId: id, attempt: attemptCount + 1 };
    await attemptDelivery({ ...context, mailer, sms }, address);
  }
  return { mails, messages };
};

describe('a notify node', () => {
  it('that comes first has a delivery that lists show in its time', async () => {
    const id = await startingWithNotify({ ...mailConfig, subject: { en: 'Hello' }, body: { en: 'Thank you.' } });
    await gate.runChecks();
    const [delivery] = await deliveriesOf(id);
    assert.equal(delivery?.id.slice(0, 13), id.slice(0, 13));
  });

  it('has its mail delivered in the name of the organization, and the run goes on', async () => {
    const id = await atNotify(mailConfig);
    await gate.runChecks();
    const session = expectOk(await loadSession(context, scope, id));
    assert.equal(session.state, 'completed');
    const [delivery, ...more] = await deliveriesOf(id);
    assert.deepEqual(session.run.results.tell?.fields, { deliveryId: delivery?.id });
    assert.deepEqual([delivery?.channel, delivery?.eventType, more.length], ['email', 'notice', 0]);
    const { mails } = await sendAll(id);
    const { to, fromName, subject, text, html } = mails[0]?.[0] ?? assert.fail('no mail');
    assert.deepEqual(
      { to, fromName, subject, text, html },
      {
        to: 'anna@example.com',
        fromName: 'Acme',
        subject: 'Hello Anna',
        text: 'Dear Anna, thank you.',
        html: null,
      },
    );
    assert.deepEqual(mails[0]?.[1], { deliveryId: delivery?.id, sessionId: id, entityId: null });
    assert.equal((await verifySession(context, scope, id))?.isIntact, true);
  });

  it('sends a short message', async () => {
    const id = await atNotify(smsConfig);
    await gate.runChecks();
    const { messages } = await sendAll(id);
    const { to, text } = messages[0]?.[0] ?? assert.fail('no message');
    assert.deepEqual({ to, text }, { to: '+491701234567', text: 'Thank you, Anna.' });
  });

  it('whose check runs again makes the same delivery', async () => {
    const id = await atNotify(mailConfig);
    const session = expectOk(await loadSession(context, scope, id));
    const first = await checkNotify(context, session);
    context.setTime(new Date(context.now().getTime() + 90_000));
    assert.deepEqual(await checkNotify(context, session), first);
    assert.equal((await deliveriesOf(id)).length, 1);
  });

  it('sends ten messages in a session, whose webhooks do not count, and then ends in its error', async () => {
    const id = await atNotify(mailConfig);
    const mail = {
      channel: 'email',
      to: 'ben@example.com',
      fromName: null,
      subject: 'S',
      text: 'T',
      html: null,
    } as const;
    const add = async (message: Message, sessionId = id) =>
      expectOk(await createDeliveryAlone(context, scope, { eventType: 'notice', sessionId, message }));
    const other = await atNotify(mailConfig);
    for (let count = 0; count < 12; count += 1) await add(mail, other);
    for (let count = 0; count < 12; count += 1) await add({ channel: 'webhook', body: '{}' });
    for (let count = 0; count < 9; count += 1) await add(mail);
    const session = expectOk(await loadSession(context, scope, id));
    const tenth = await checkNotify(context, session);
    assert.equal(Object(tenth).ok, true);
    assert.deepEqual(await checkNotify(context, session), tenth, 'run again it is the same message');
    const refused = await checkNotify(context, expectOk(await loadSession(context, scope, other)));
    assert.deepEqual(refused, {
      ok: false,
      reason: { code: 'notify_limit_reached', sentence: 'The session has sent its 10 messages.' },
    });
    await gate.runChecks();
    const { state, run } = expectOk(await loadSession(context, scope, other));
    assert.deepEqual([state, run.results.tell?.outcome], ['in_review', 'error']);
  });

  it('without somebody to send to ends in its error, with the reason', async () => {
    const id = await atNotify({ ...mailConfig, to: 'nodes.form.name' });
    const session = expectOk(await loadSession(context, scope, id));
    const evaluation = await checkNotify(context, session);
    assert.deepEqual(evaluation, {
      ok: false,
      reason: { code: 'notify_no_address', sentence: 'There is no e-mail address at nodes.form.name.' },
    });
    await gate.runChecks();
    assert.equal(expectOk(await loadSession(context, scope, id)).state, 'in_review');
    assert.deepEqual(await deliveriesOf(id), []);
  });
});

describe('an erasure', () => {
  const rowsOf = (sessionId: string) =>
    database.owner
      .selectFrom('delivery')
      .leftJoin('delivery_attempt', 'delivery_attempt.delivery_id', 'delivery.id')
      .select(['delivery.state', 'delivery.body', 'delivery_attempt.response'])
      .where('delivery.session_id', '=', sessionId)
      .execute();

  const drop = async (sessionIds: readonly string[]): Promise<string[]> => {
    const forgotten: string[] = [];
    const mailer = { ...context.mailer, forget: async (ids: readonly string[]) => void forgotten.push(...ids) };
    await database
      .scoped(scope)
      .transaction()
      .execute((transaction) =>
        dropDeliveriesOf(transaction, { ...context, mailer }, scope, { sessionIds, entityId: null }),
      );
    return forgotten;
  };

  it('takes what was said and answered out of deliveries, cancels those that wait, and nobody else’s', async () => {
    const [sent, waiting, other] = [await atNotify(mailConfig), await atNotify(smsConfig), await atNotify(mailConfig)];
    await gate.runChecks();
    await sendAll(sent);
    assert.deepEqual(await drop([sent, waiting]), [sent, waiting]);
    assert.deepEqual(await rowsOf(sent), [{ state: 'delivered', body: null, response: null }]);
    assert.deepEqual(await rowsOf(waiting), [{ state: 'cancelled', body: null, response: null }]);
    assert.notEqual((await rowsOf(other))[0]?.body, null);
    assert.deepEqual((await sendAll(waiting)).messages, []);
    assert.equal((await sendAll(other)).mails.length, 1);
    assert.deepEqual(await drop([]), []);
  });

  it('that comes while a mail is put into a file has the file deleted once more', async () => {
    const id = await atNotify(mailConfig);
    await gate.runChecks();
    const [delivery] = await deliveriesOf(id);
    const { dataKey } = expectOk(await loadSession(context, scope, id));
    const forgotten: string[] = [];
    const mailer = {
      ...context.mailer,
      send: async () => {
        await database.owner
          .updateTable('data_key')
          .set({ wrapped: null, erased_at: context.now() })
          .where('id', '=', dataKey.id)
          .execute();
        assert.deepEqual(await drop([id]), [id]);
        return { ok: true, statusCode: null, response: null } as const;
      },
      forget: async (ids: readonly string[]) => void forgotten.push(...ids),
    };
    await attemptDelivery({ ...context, mailer }, { ...scope, deliveryId: delivery?.id ?? '', attempt: 1 });
    assert.deepEqual(forgotten, [id]);
    assert.deepEqual(await rowsOf(id), [{ state: 'cancelled', body: null, response: null }]);
  });

  it('that took the key along leaves a mail that never goes out', async () => {
    const id = await atNotify(mailConfig);
    await gate.runChecks();
    const { dataKey } = expectOk(await loadSession(context, scope, id));
    await database.owner
      .updateTable('data_key')
      .set({ wrapped: null, erased_at: context.now() })
      .where('id', '=', dataKey.id)
      .execute();
    assert.deepEqual((await sendAll(id)).mails, []);
    assert.deepEqual((await rowsOf(id))[0]?.state, 'cancelled');
  });
});
