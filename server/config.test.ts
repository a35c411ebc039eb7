import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from './config.ts';
import { settingDetails, settings } from './settings.ts';
import { settingsDocument } from './settings-document.ts';

const configOf = (environment: Record<string, string>) => {
  const loaded = loadConfig(environment);
  assert.ok(loaded.ok, loaded.ok ? '' : loaded.error);
  return loaded.value;
};

test('starts without a single variable', () => {
  const config = configOf({});
  assert.equal(config.port, 8080);
  assert.equal(config.host, '127.0.0.1');
  assert.equal(config.baseUrl, 'http://127.0.0.1:8080');
  assert.equal(config.dataDir, resolve('data'));
  assert.equal(config.databaseUrl, null);
  assert.equal(config.maxUploadBytes, 15_000_000);
  assert.equal(config.trustProxy, false);
  assert.ok(config.documentThreads >= 1);
  assert.deepEqual(config.warnings, []);
});

test('every setting has a description and says what to write', () => {
  for (const [name, schema] of Object.entries(settings.shape)) {
    const details = settingDetails.get(schema);
    assert.ok(details, name);
    assert.match(details.description, /^[A-Z].*\.$/, name);
    assert.equal(schema.safeParse('\u0000').success, name === 'DATA_DIR', name);
  }
});

const accepted: readonly {
  readonly given: Record<string, string>;
  readonly baseUrl?: string;
  readonly trustProxy?: readonly string[];
}[] = [
  { given: { HOST: '0.0.0.0', PORT: '9000' }, baseUrl: 'http://localhost:9000' },
  { given: { HOST: '::1' }, baseUrl: 'http://[::1]:8080' },
  { given: { BASE_URL: 'https://gate.example.com/' }, baseUrl: 'https://gate.example.com' },
  { given: { BASE_URL: 'https://gate.example.com:8443' }, baseUrl: 'https://gate.example.com:8443' },
  { given: { BASE_URL: '', PORT: '' }, baseUrl: 'http://127.0.0.1:8080' },
  { given: { TLS_CERT_FILE: 'a', TLS_KEY_FILE: 'b' }, baseUrl: 'https://127.0.0.1:8080' },
  { given: { TLS_CERT_FILE: 'a', TLS_KEY_FILE: 'b', BASE_URL: 'http://x' }, baseUrl: 'http://x' },
  { given: { TRUST_PROXY: 'loopback' }, trustProxy: ['loopback'] },
  { given: { TRUST_PROXY: '10.0.0.0/8, ::1' }, trustProxy: ['10.0.0.0/8', '::1'] },
];

for (const { given, baseUrl, trustProxy } of accepted) {
  test(`takes ${JSON.stringify(given)}`, () => {
    const config = configOf(given);
    if (baseUrl !== undefined) assert.equal(config.baseUrl, baseUrl);
    if (trustProxy !== undefined) assert.deepEqual(config.trustProxy, trustProxy);
  });
}

test('private addresses may be reached where the setting names them, and nowhere by default', () => {
  assert.deepEqual(configOf({}).outboundPrivateAddresses, []);
  assert.deepEqual(configOf({ OUTBOUND_PRIVATE_ADDRESSES: 'none' }).outboundPrivateAddresses, []);
  assert.equal(configOf({ OUTBOUND_PRIVATE_ADDRESSES: 'any' }).outboundPrivateAddresses, 'any');
  assert.deepEqual(configOf({ OUTBOUND_PRIVATE_ADDRESSES: '10.20.0.0/16, ::1' }).outboundPrivateAddresses, [
    '10.20.0.0/16',
    '::1',
  ]);
});

const refused: Readonly<Record<string, readonly string[]>> = {
  PORT: ['0', '65536', '-1', 'eighty', '80.5', '1e3', ' 80'],
  HOST: ['http://127.0.0.1', 'a b'],
  BASE_URL: [
    'gate.example.com',
    'ftp://gate.example.com',
    'https://gate.example.com/app',
    'https://a@b.example',
    'https://',
  ],
  DATABASE_URL: ['databasehost', 'mysql://user:secret@localhost/gatehouse', 'postgres://user:secret@localhost'],
  DATABASE_POOL_SIZE: ['1', '501', 'many'],
  GATEHOUSE_MASTER_KEY: ['secret', 'a'.repeat(63), 'g'.repeat(64)],
  GATEHOUSE_PREVIOUS_MASTER_KEY: ['secret', 'a'.repeat(63)],
  LOG_LEVEL: ['verbose', 'INFO'],
  MAX_UPLOAD_MB: ['0', '201', '15MB'],
  SESSION_LIFETIME_DAYS: ['0', '3651', 'a week'],
  DOCUMENT_THREADS: ['0', '257'],
  SCRIPT_THREADS: ['0', '257'],
  OUTBOUND_PRIVATE_ADDRESSES: ['all', '10.0.0.0/33', '10.0.0.0/8,', 'localhost', 'none,any'],
  METRICS_TOKEN: ['short', 'with a space in between'],
  OTEL_EXPORTER_OTLP_ENDPOINT: ['localhost:4318', 'collector'],
  SMTP_URL: [
    'mailhost',
    'http://mail.example.com',
    'smtp:///path',
    'smtp://mail.example.com?tls=maybe',
    'smtps://mail.example.com?tls=off',
    'smtp://gate:100%@mail.example.com',
  ],
  MAIL_FROM: ['gate', 'Gate gate@example.com', 'a@example.com, b@example.com', 'Gate <a@example.com> <b@example.com>'],
  SMS_PROVIDER: ['pigeon', 'Twilio'],
  SMS_URL: ['api.twilio.com', 'https://api.twilio.com/', 'https://a:b@api.twilio.com', 'https://api.twilio.com?x=1'],
  SMS_ACCOUNT: ['with space'],
  SMS_TOKEN: ['with space'],
  SMS_FROM: ['+1', '0049170123456', 'Longer than eleven', 'Gate_1'],
  S3_BUCKET: ['Bucket', 'ab', 's3://bucket', 'a/b'],
  S3_ENDPOINT: ['s3.example.com', 'ftp://s3.example.com'],
  S3_REGION: ['eu central', ''.padEnd(65, 'a')],
  S3_PREFIX: ['/files', 'files/', 'a//b', '../a'],
  S3_ACCESS_KEY_ID: ['with space'],
  S3_SECRET_ACCESS_KEY: ['with space'],
  TRUST_PROXY: ['yes', 'true', '10.0.0.0/33', '10.0.0/8', '::1/129', '10.0.0.1,', '10.0.0.1/8/9'],
  DIALECT_HOSTS: [
    'kyc.example.com',
    'onekosmos=',
    'onekosmos=https://kyc.example.com',
    'kycgenie=a.example.com',
    'onekosmos=a.example.com,',
    'onekosmos=a b',
  ],
  TLS_CERT_FILE: ['a\tb'],
  TLS_KEY_FILE: ['a\tb'],
  RECAPTCHA_URL: ['www.google.com', 'ftp://captcha.example.com', 'https://captcha.example.com/verify?x=1'],
  RECAPTCHA_SITE_KEY: ['with space'],
  RECAPTCHA_SECRET: ['with space'],
  ONEKOSMOS_CAPTCHA_SUFFICES: ['on', 'true'],
  ONEKOSMOS_EXECUTE_NODE: ['off', 'true'],
  ONEKOSMOS_ALLOWED_TIME_SPAN_SECONDS: ['0', '86401', '60s'],
  ONEKOSMOS_CLEAR_ANSWERS: ['on', 'YES', '1'],
  ONEKOSMOS_ECDSA_HELPER: ['off', 'false'],
  DEEPIDV_HAS_FUNDS: ['on', 'true'],
  RATE_LIMIT_KEY_PER_MINUTE: ['-1', 'none'],
  RATE_LIMIT_LINK_PER_MINUTE: ['-1', 'none'],
  RATE_LIMIT_ADDRESS_PER_MINUTE: ['-1', 'none'],
};

for (const [name, values] of Object.entries(refused)) {
  for (const value of values) {
    test(`refuses ${name}=${value} in one sentence that says what to write`, () => {
      const loaded = loadConfig({ [name]: value });
      assert.ok(!loaded.ok);
      assert.match(loaded.error, new RegExp(`^The setting ${name} .*: write [^\\n]+\\.$`));
      const schema = Object.entries(settings.shape).find(([setting]) => setting === name)?.[1];
      const isSecret = schema !== undefined && settingDetails.get(schema)?.isSecret === true;
      assert.equal(loaded.error.includes(`"${value}"`), !isSecret);
      if (isSecret) assert.equal(loaded.error.includes(value), false);
    });
  }
}

test('a wrong value of every setting is in the table above, but for the folder, which may have any name', () => {
  assert.deepEqual(
    Object.keys(refused).toSorted(),
    Object.keys(settings.shape)
      .filter((name) => name !== 'DATA_DIR')
      .toSorted(),
  );
});

test('warns of a variable that looks like a setting of ours and is none', () => {
  const { warnings } = configOf({
    GATEHOUSE_PORT: '80',
    GATEHOUSE_COLOUR: 'red',
    PATH: '/bin',
    GATEHOUSE_MASTER_KEY: 'a'.repeat(64),
  });
  assert.equal(warnings.length, 2);
  assert.match(warnings[0] ?? '', /GATEHOUSE_PORT is not a setting .* write PORT instead/);
  assert.match(warnings[1] ?? '', /GATEHOUSE_COLOUR .* docs\/settings\.md/);
});

test('docs/settings.md is what the schema says', () => {
  const written = readFileSync(join(import.meta.dirname, '../docs/settings.md'), 'utf8');
  assert.equal(written, settingsDocument(), 'Run: npm run generate');
});

test('hosts of vendors are read with their vendor, in lower case', () => {
  assert.deepEqual(configOf({}).dialectHosts, []);
  assert.deepEqual(configOf({ DIALECT_HOSTS: 'onekosmos=KYC.example.com, verifa=localhost:8443' }).dialectHosts, [
    { dialect: 'onekosmos', host: 'kyc.example.com' },
    { dialect: 'verifa', host: 'localhost:8443' },
  ]);
});

test('a certificate without its key is refused, and a key without its certificate', () => {
  for (const name of ['TLS_CERT_FILE', 'TLS_KEY_FILE']) {
    const loaded = loadConfig({ [name]: 'file.pem' });
    assert.match(loaded.ok ? '' : loaded.error, /^The settings TLS_CERT_FILE and TLS_KEY_FILE belong together/);
  }
});

test('half an access key is refused', () => {
  const loaded = loadConfig({ S3_BUCKET: 'files', S3_ACCESS_KEY_ID: 'id' });
  assert.match(loaded.ok ? '' : loaded.error, /S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY belong together/);
  const whole = configOf({ S3_BUCKET: 'files', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'secret' });
  assert.deepEqual(whole.s3?.credentials, { accessKeyId: 'id', secretAccessKey: 'secret' });
  assert.equal(configOf({}).s3, null);
});

test('mail and short messages go to a folder until their settings are whole', () => {
  assert.deepEqual([configOf({}).mail, configOf({}).sms], [null, null]);
  const url = 'smtps://gate:p%40ss@mail.example.com';
  const from = 'Gate <gate@example.com>';
  assert.deepEqual(configOf({ SMTP_URL: url, MAIL_FROM: from }).mail, { url, from });
  assert.equal(configOf({ MAIL_FROM: from }).mail, null);
  const halfMail = loadConfig({ SMTP_URL: url });
  assert.match(halfMail.ok ? '' : halfMail.error, /^The setting MAIL_FROM is missing: SMTP_URL needs it\./);
  const sms = { SMS_PROVIDER: 'twilio', SMS_ACCOUNT: 'AC1', SMS_TOKEN: 't', SMS_FROM: '+15005550006' };
  assert.deepEqual(configOf(sms).sms, {
    baseUrl: 'https://api.twilio.com',
    account: 'AC1',
    token: 't',
    from: '+15005550006',
  });
  const halfSms = loadConfig({ ...sms, SMS_TOKEN: '' });
  assert.match(halfSms.ok ? '' : halfSms.error, /^The setting SMS_TOKEN is missing/);
});
