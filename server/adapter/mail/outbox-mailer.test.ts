import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createOutboxFolder } from '../outbox/folder.ts';
import { createOutboxSms } from '../sms/outbox-sms.ts';
import { createOutboxMailer } from './outbox-mailer.ts';

const openFolder = (): string => {
  const parent = mkdtempSync(join(tmpdir(), 'gatehouse-outbox-'));
  after(() => rmSync(parent, { recursive: true }));
  return join(parent, 'outbox');
};

const ids = { session: '01f7a1de-0000-7000-8000-00000000000a', entity: '01f7a1de-0000-7000-8000-00000000000b' };
const idOf = (number: number): string => `01f7a1de-0000-7000-8000-00000000010${number}`;
const mail = { to: 'anna@example.com', fromName: 'Acme', subject: 'Grüße', text: 'Hello', html: null };

describe('mail and short messages without a way out', () => {
  it('become one file each, for the owner alone, whose name says whom it is about', async () => {
    const folder = openFolder();
    const files = createOutboxFolder({ folder });
    const about = { deliveryId: idOf(1), sessionId: ids.session, entityId: null };
    const mailer = createOutboxMailer({ files });
    assert.deepEqual(await mailer.send(mail, about), { ok: true, statusCode: null, response: null });
    await mailer.send({ ...mail, text: 'Hello again' }, about);
    await createOutboxSms({ files }).send({ to: '+491701234567', text: 'Hi' }, { ...about, deliveryId: idOf(2) });
    assert.deepEqual(readdirSync(folder).toSorted(), [
      `${ids.session}_none_${idOf(1)}.eml`,
      `${ids.session}_none_${idOf(2)}.sms.txt`,
    ]);
    const [eml = '', sms = ''] = readdirSync(folder)
      .toSorted()
      .map((name) => join(folder, name));
    assert.deepEqual([statSync(eml).mode & 0o777, statSync(folder).mode & 0o777], [0o600, 0o700]);
    assert.match(readFileSync(eml, 'utf8'), /^To: anna@example\.com\r\n[\s\S]*Hello again/m);
    assert.equal(readFileSync(sms, 'utf8'), 'To: +491701234567\n\nHi\n');
  });

  it('are gone once their session or entity is forgotten, and nobody else’s are', async () => {
    const folder = openFolder();
    const files = createOutboxFolder({ folder });
    const mailer = createOutboxMailer({ files });
    await mailer.send(mail, { deliveryId: idOf(1), sessionId: ids.session, entityId: null });
    await mailer.send(mail, { deliveryId: idOf(2), sessionId: null, entityId: ids.entity });
    await mailer.send(mail, { deliveryId: idOf(3), sessionId: null, entityId: null });
    await mailer.forget([]);
    assert.equal(readdirSync(folder).length, 3);
    await mailer.forget([ids.session, ids.entity, idOf(3), 'none']);
    assert.deepEqual(readdirSync(folder), [`none_none_${idOf(3)}.eml`]);
  });

  it('need no folder to be forgotten', async () => {
    await createOutboxFolder({ folder: openFolder() }).forget([ids.session]);
  });

  it('are refused where the recipient is none', async () => {
    const folder = openFolder();
    const mailer = createOutboxMailer({ files: createOutboxFolder({ folder }) });
    const about = { deliveryId: idOf(1), sessionId: null, entityId: null };
    const outcome = await mailer.send({ ...mail, to: 'a@b.c\r\nBcc: d@e.f' }, about);
    assert.ok(!outcome.ok && outcome.isPermanent);
  });
});
