import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, describe, it } from 'node:test';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import type { SendOutcome } from '../../domain/delivery/channel-port.ts';
import type { Mail, Mailer } from '../../domain/delivery/mail-port.ts';
import { createSmtpMailer } from './smtp-mailer.ts';
import type { SmtpServer } from './smtp-server.ts';

/** A certificate for `localhost` that only this file knows. */
const makeCertificate = (): { readonly key: string; readonly cert: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-smtp-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key];
  execFileSync('openssl', ['req', '-x509', ...newKey, '-out', cert, '-days', '2', ...names], { stdio: 'ignore' });
  const made = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return made;
};

const certificate = makeCertificate();

interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly source: string;
  readonly isSecure: boolean;
}

interface Conversation {
  readonly port: number;
  readonly taken: Taken[];
}

const portOf = (server: Server): number => {
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return address.port;
};

/** A mail server on this machine that takes everything, but for what the options say. */
const openServer = async (options: SMTPServerOptions = {}): Promise<Conversation> => {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    ...certificate,
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, callback) => {
      void text(stream).then((source) => {
        taken.push({ ...envelopeOf(session), source, isSecure: session.secure });
        callback();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: portOf(server.server), taken };
};

const envelopeOf = ({ envelope }: SMTPServerSession): Pick<Taken, 'from' | 'to'> => ({
  from: envelope.mailFrom === false || envelope.mailFrom === null ? '' : envelope.mailFrom.address,
  to: envelope.rcptTo.map(({ address }) => address),
});

const mailerFor = (port: number, server: Partial<SmtpServer> = {}): Mailer => {
  const mailer = createSmtpMailer({
    server: { host: 'localhost', port, tls: 'off', login: null, ...server },
    from: 'Gate <gate@example.com>',
    certificateAuthority: certificate.cert,
    timing: { connectMs: 300, idleMs: 300, totalMs: 1_500 },
  });
  after(() => mailer.close());
  return mailer;
};

const mail: Mail = {
  to: 'anna@example.com',
  fromName: null,
  subject: 'Your link',
  text: 'Dear Anna,\n\nopen https://gate.example.com/s/abc',
  html: null,
};

const about = { deliveryId: '01f7a1de-0000-7000-8000-000000000001', sessionId: null, entityId: null };

const refusing = (code: number, message: string): Error => Object.assign(new Error(message), { responseCode: code });

/** The outcome without the server's own words. */
const clearPart = (outcome: SendOutcome) => {
  const { response: _, ...clear } = outcome;
  return clear;
};

const failure = (statusCode: number | null, isPermanent: boolean, error: string) => ({
  ok: false,
  statusCode,
  isPermanent,
  error,
  retryAfterMs: null,
});

describe('mail by SMTP', () => {
  it('arrives with sender, recipient, subject, text and an id that stays the same', async () => {
    const server = await openServer();
    const mailer = mailerFor(server.port);
    assert.deepEqual(clearPart(await mailer.send(mail, about)), { ok: true, statusCode: 250 });
    await mailer.send({ ...mail, fromName: 'Bänk', html: '<p>Dear Anna</p>' }, about);
    const [first, second] = server.taken;
    assert.ok(first !== undefined && second !== undefined);
    assert.deepEqual([first.from, first.to], ['gate@example.com', ['anna@example.com']]);
    assert.match(first.source, /^From: Gate <gate@example\.com>\r$/m);
    assert.match(first.source, /^To: anna@example\.com\r$/m);
    assert.match(first.source, /^Subject: Your link\r$/m);
    assert.match(first.source, /^Auto-Submitted: auto-generated\r$/m);
    assert.match(first.source, /open https:\/\/gate\.example\.com\/s\/abc/);
    assert.match(first.source, /^Message-ID: <01f7a1de-0000-7000-8000-000000000001@example\.com>\r$/m);
    assert.match(second.source, /^Message-ID: <01f7a1de-0000-7000-8000-000000000001@example\.com>\r$/m);
    assert.match(second.source, /^From: =\?UTF-8\?\S+ <gate@example\.com>\r$/m);
    assert.match(second.source, /multipart\/alternative/);
  });

  it('has no header, recipient or attachment that a text smuggled in', async () => {
    const server = await openServer();
    const mailer = mailerFor(server.port);
    const subject = 'Hello\r\nBcc: eve@example.com\r\n\r\nbody\u2028x';
    const fromName = 'Bank\r\nBcc: eve@example.com" <eve@example.com>';
    assert.ok(
      (await mailer.send({ ...mail, subject, fromName, text: '\r\n.\r\nMAIL FROM:<eve@example.com>' }, about)).ok,
    );
    const [taken, ...more] = server.taken;
    assert.ok(taken !== undefined && more.length === 0);
    assert.deepEqual([taken.from, taken.to], ['gate@example.com', ['anna@example.com']]);
    assert.doesNotMatch(taken.source, /^Bcc:/im);
    assert.match(taken.source, /^From: .*<gate@example\.com>\r$/m);
  });

  for (const to of [
    'anna@example.com, eve@example.com',
    'anna@example.com\r\nRCPT TO:<eve@example.com>',
    'Anna <anna@example.com>',
    'anna',
    '',
    'a@b@c',
    'undisclosed:;',
    `${'a'.repeat(250)}@example.com`,
  ]) {
    it(`is not sent to ${JSON.stringify(to.slice(0, 60))}, which is not one address`, async () => {
      const server = await openServer();
      const outcome = await mailerFor(server.port).send({ ...mail, to }, about);
      assert.deepEqual(clearPart(outcome), failure(null, true, 'The recipient is not a mail address.'));
      assert.equal(server.taken.length, 0);
    });
  }

  const refusals: readonly (readonly [name: string, options: SMTPServerOptions, expected: object])[] = [
    [
      'a recipient refused for good ends it',
      { onRcptTo: (_, __, done) => done(refusing(550, '5.1.1 anna@example.com: no such user')) },
      failure(550, true, 'The mail server refused the recipient (550 5.1.1).'),
    ],
    [
      'a greylisted recipient is tried again',
      { onRcptTo: (_, __, done) => done(refusing(451, '4.7.1 Greylisted anna@example.com')) },
      failure(451, false, 'The mail server refused the recipient (451 4.7.1).'),
    ],
    [
      'a refused sender is the operator’s to mend, and tried again',
      { onMailFrom: (_, __, done) => done(refusing(553, '5.7.1 Sender not owned')) },
      failure(553, false, 'The mail server refused the sender (553 5.7.1). Check MAIL_FROM.'),
    ],
    [
      'a message refused for good ends it',
      {
        onData: (stream, _, done) => {
          stream.resume();
          stream.on('end', () => done(refusing(554, '5.6.0 Looks like spam to anna@example.com')));
        },
      },
      failure(554, true, 'The mail server refused the message (554 5.6.0).'),
    ],
    [
      'a full mail box is tried again',
      {
        onData: (stream, _, done) => {
          stream.resume();
          stream.on('end', () => done(refusing(452, '4.2.2 Over quota')));
        },
      },
      failure(452, false, 'The mail server refused the message (452 4.2.2).'),
    ],
  ];
  for (const [name, options, expected] of refusals) {
    it(name, async () => {
      const server = await openServer(options);
      const outcome = await mailerFor(server.port).send(mail, about);
      assert.deepEqual(clearPart(outcome), expected);
      assert.ok(!JSON.stringify(clearPart(outcome)).includes('anna'), 'the clear part names nobody');
    });
  }

  it('waits where the login is refused, and never shows the password', async () => {
    const onAuth: SMTPServerOptions['onAuth'] = (_, __, done) => done(refusing(535, '5.7.8 Authentication failed'));
    const server = await openServer({ authOptional: false, allowInsecureAuth: true, onAuth });
    const login = { user: 'gate', password: 'p4ssw0rd' };
    const outcome = await mailerFor(server.port, { login }).send(mail, about);
    const expected = failure(535, false, 'The mail server refused the login (535 5.7.8). Check SMTP_URL.');
    assert.deepEqual(clearPart(outcome), expected);
    assert.ok(!JSON.stringify(outcome).includes('p4ssw0rd'));
  });

  it('logs in where the server takes the login', async () => {
    const users: unknown[] = [];
    const onAuth: SMTPServerOptions['onAuth'] = (auth, _, done) => {
      users.push([auth.username, auth.password]);
      done(null, { user: 'gate' });
    };
    const server = await openServer({ authOptional: false, allowInsecureAuth: true, onAuth });
    assert.ok((await mailerFor(server.port, { login: { user: 'gate', password: 'p4ss' } }).send(mail, about)).ok);
    assert.deepEqual(users, [['gate', 'p4ss']]);
  });

  it('gives up on a server that never says a word', async () => {
    const server = createServer();
    server.on('connection', (socket) => after(() => socket.destroy()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    after(() => server.close());
    const outcome = await mailerFor(portOf(server)).send(mail, about);
    assert.deepEqual(clearPart(outcome), failure(null, false, 'The mail server did not answer in time.'));
  });

  it('gives up on a server that falls silent over the message', async () => {
    const server = await openServer({ onData: (stream) => void stream.resume() });
    const outcome = await mailerFor(server.port).send(mail, about);
    assert.deepEqual(clearPart(outcome), failure(null, false, 'The mail server did not answer in time.'));
  });

  it('fails where the server hangs up in the middle of the message', async () => {
    const server = await openServer({
      onData: (stream) => {
        stream.resume();
        for (const connection of sockets) connection.destroy();
      },
      onConnect: (_, done) => done(),
    });
    const sockets = new Set<Socket>();
    const proxy = await openProxy(server.port, sockets);
    const outcome = await mailerFor(proxy).send(mail, about);
    const expected = failure(null, false, 'The connection to the mail server failed or broke off.');
    assert.deepEqual(clearPart(outcome), expected);
  });

  it('fails where nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const port = portOf(server);
    await new Promise((resolve) => server.close(resolve));
    const outcome = await mailerFor(port).send(mail, about);
    const expected = failure(null, false, 'The connection to the mail server failed or broke off.');
    assert.deepEqual(clearPart(outcome), expected);
  });
});

/** Hands everything on, so that a test can cut the wire. */
const openProxy = async (to: number, sockets: Set<Socket>): Promise<number> => {
  const proxy = createServer((client) => {
    const upstream = connect(to, '127.0.0.1');
    sockets.add(client);
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  after(() => proxy.close());
  return portOf(proxy);
};

describe('encryption to the mail server', () => {
  const withStartTls = { disabledCommands: [] };
  const cannotEncrypt = failure(
    null,
    false,
    'The mail server could not be reached over an encrypted connection. Check its certificate, or SMTP_URL.',
  );

  it('comes about by STARTTLS where it is required', async () => {
    const server = await openServer(withStartTls);
    assert.ok((await mailerFor(server.port, { tls: 'required' }).send(mail, about)).ok);
    assert.deepEqual(
      server.taken.map(({ isSecure }) => isSecure),
      [true],
    );
  });

  it('is there from the first byte where it is implicit', async () => {
    const server = await openServer({ secure: true });
    assert.ok((await mailerFor(server.port, { tls: 'implicit' }).send(mail, about)).ok);
    assert.deepEqual(
      server.taken.map(({ isSecure }) => isSecure),
      [true],
    );
  });

  it('that is required and not offered keeps mail and password back', async () => {
    const users: unknown[] = [];
    const onAuth: SMTPServerOptions['onAuth'] = (auth, _, done) => {
      users.push(auth);
      done(null, { user: 'gate' });
    };
    const server = await openServer({ allowInsecureAuth: true, onAuth });
    const login = { user: 'gate', password: 'p4ss' };
    const outcome = await mailerFor(server.port, { tls: 'required', login }).send(mail, about);
    assert.equal(outcome.ok, false);
    assert.deepEqual([users, server.taken], [[], []]);
    assert.ok('error' in outcome && /encrypted connection/.test(outcome.error), JSON.stringify(clearPart(outcome)));
  });

  it('with a certificate that nobody vouches for is none', async () => {
    const server = await openServer({ ...withStartTls, ...makeCertificate() });
    const outcome = await mailerFor(server.port, { tls: 'required' }).send(mail, about);
    assert.deepEqual([clearPart(outcome), server.taken], [cannotEncrypt, []]);
  });

  it('with a certificate of another name is none', async () => {
    const server = await openServer(withStartTls);
    const outcome = await mailerFor(server.port, { tls: 'required', host: '127.0.0.1' }).send(mail, about);
    assert.deepEqual([clearPart(outcome), server.taken], [cannotEncrypt, []]);
  });
});
