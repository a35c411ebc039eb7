import { resolve } from 'node:path';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { z } from 'zod';
import { commaList, hostedDialects, settingDetails, settings } from './settings.ts';

/** The settings, parsed once and passed as a value. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** Absolute. */
  readonly dataDir: string;
  /** Null for the embedded database. */
  readonly databaseUrl: string | null;
  readonly databasePoolSize: number;
  /** As written in the setting; null for the file. */
  readonly masterKey: string | null;
  /** The one before it, during a rotation. */
  readonly previousMasterKey: string | null;
  readonly logLevel: z.infer<typeof settings>['LOG_LEVEL'];
  readonly maxUploadBytes: number;
  readonly sessionLifetimeMs: number;
  readonly documentThreads: number;
  readonly scriptThreads: number;
  /** Private addresses and ranges that requests to the outside may reach. */
  readonly outboundPrivateAddresses: 'any' | readonly string[];
  /** Null for no metrics. */
  readonly metricsToken: string | null;
  /** Of an OpenTelemetry collector; null for no tracing. */
  readonly tracingEndpoint: string | null;
  /** Null for the folder `outbox`. */
  readonly mail: { readonly url: string; readonly from: string } | null;
  /** Null for the folder `outbox`. */
  readonly sms: {
    readonly baseUrl: string;
    readonly account: string;
    readonly token: string;
    readonly from: string;
  } | null;
  /** Null for the folder. */
  readonly s3: {
    readonly endpoint: string | null;
    readonly region: string;
    readonly bucket: string;
    readonly prefix: string;
    /** Null: those of the machine. */
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
  } | null;
  /** Null: no captcha is taken. */
  readonly captcha: {
    readonly url: string;
    readonly siteKey: string;
    readonly secret: string;
    readonly suffices: boolean;
  } | null;
  /** As Fastify takes it. */
  readonly trustProxy: false | string[];
  /** Hosts on which the paths of another vendor's API stand without our prefix; lower case, with a port where one was written. */
  readonly dialectHosts: readonly { readonly dialect: (typeof hostedDialects)[number]; readonly host: string }[];
  /** Files of certificate and key (PEM), absolute; null for http. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  /** 0 for no limit. */
  readonly rateLimits: {
    readonly keyPerMinute: number;
    readonly linkPerMinute: number;
    readonly addressPerMinute: number;
  };
  /** The 1Kosmos API. */
  readonly oneKosmos: {
    readonly allowedTimeSpanSeconds: number;
    readonly hasClearAnswers: boolean;
    readonly hasEcdsaHelper: boolean;
    readonly hasExecuteNode: boolean;
  };
  readonly deepIdv: { readonly hasFunds: boolean };
  /** Sentences for the operator: what looks like a mistake but does not stop the start. */
  readonly warnings: readonly string[];
}

/** Environment variables as settings. The error is one sentence that names the setting and says what to write. */
export const loadConfig = (environment: Readonly<Record<string, string | undefined>>): Result<Config, string> => {
  // A variable set to nothing, as compose files like to do, is one that is not set.
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = settings.safeParse(given);
  if (!parsed.success) return fail(refusal(String(parsed.error.issues[0]?.path[0]), given));
  const contradiction = findContradiction(parsed.data);
  if (contradiction !== null) return fail(contradiction);
  return ok({ ...toConfig(parsed.data), warnings: unknownSettings(given) });
};

/** Settings that make no sense without one another. */
const findContradiction = (values: z.infer<typeof settings>): string | null => {
  if ((values.S3_ACCESS_KEY_ID === undefined) !== (values.S3_SECRET_ACCESS_KEY === undefined)) {
    return 'The settings S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY belong together: write both, or neither.';
  }
  if ((values.RECAPTCHA_SITE_KEY === undefined) !== (values.RECAPTCHA_SECRET === undefined)) {
    return 'The settings RECAPTCHA_SITE_KEY and RECAPTCHA_SECRET belong together: write both, or neither.';
  }
  if ((values.TLS_CERT_FILE === undefined) !== (values.TLS_KEY_FILE === undefined)) {
    return 'The settings TLS_CERT_FILE and TLS_KEY_FILE belong together: write both, or neither.';
  }
  if (values.SMTP_URL !== undefined && values.MAIL_FROM === undefined) {
    return 'The setting MAIL_FROM is missing: SMTP_URL needs it. Write an address that the mail server sends for, such as MAIL_FROM=gate@example.com.';
  }
  const missing = (['SMS_ACCOUNT', 'SMS_TOKEN', 'SMS_FROM'] as const).find((name) => values[name] === undefined);
  if (values.SMS_PROVIDER !== undefined && missing !== undefined) {
    return `The setting ${missing} is missing: SMS_PROVIDER needs SMS_ACCOUNT, SMS_TOKEN and SMS_FROM.`;
  }
  return null;
};

const MILLISECONDS_PER_DAY = 24 * 60 * 60 * 1000;
const BYTES_PER_MEGABYTE = 1_000_000;

const toConfig = (values: z.infer<typeof settings>): Omit<Config, 'warnings'> => ({
  port: values.PORT,
  host: values.HOST,
  baseUrl: values.BASE_URL ?? defaultBaseUrl(values),
  dataDir: resolve(values.DATA_DIR),
  databaseUrl: values.DATABASE_URL ?? null,
  databasePoolSize: values.DATABASE_POOL_SIZE,
  masterKey: values.GATEHOUSE_MASTER_KEY ?? null,
  previousMasterKey: values.GATEHOUSE_PREVIOUS_MASTER_KEY ?? null,
  logLevel: values.LOG_LEVEL,
  maxUploadBytes: values.MAX_UPLOAD_MB * BYTES_PER_MEGABYTE,
  sessionLifetimeMs: values.SESSION_LIFETIME_DAYS * MILLISECONDS_PER_DAY,
  documentThreads: values.DOCUMENT_THREADS,
  scriptThreads: values.SCRIPT_THREADS,
  outboundPrivateAddresses: toPrivateAddresses(values.OUTBOUND_PRIVATE_ADDRESSES),
  metricsToken: values.METRICS_TOKEN ?? null,
  tracingEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
  s3: toS3(values),
  mail: toMail(values),
  sms: toSms(values),
  captcha: toCaptcha(values),
  dialectHosts: toDialectHosts(values.DIALECT_HOSTS),
  tls: toTls(values),
  trustProxy: values.TRUST_PROXY === 'none' ? false : [...commaList(values.TRUST_PROXY)],
  rateLimits: {
    keyPerMinute: values.RATE_LIMIT_KEY_PER_MINUTE,
    linkPerMinute: values.RATE_LIMIT_LINK_PER_MINUTE,
    addressPerMinute: values.RATE_LIMIT_ADDRESS_PER_MINUTE,
  },
  oneKosmos: {
    allowedTimeSpanSeconds: values.ONEKOSMOS_ALLOWED_TIME_SPAN_SECONDS,
    hasClearAnswers: values.ONEKOSMOS_CLEAR_ANSWERS === 'yes',
    hasEcdsaHelper: values.ONEKOSMOS_ECDSA_HELPER === 'yes',
    hasExecuteNode: values.ONEKOSMOS_EXECUTE_NODE === 'yes',
  },
  deepIdv: { hasFunds: values.DEEPIDV_HAS_FUNDS === 'yes' },
});

const toMail = ({ SMTP_URL: url, MAIL_FROM: from }: z.infer<typeof settings>): Config['mail'] =>
  url === undefined || from === undefined ? null : { url, from };

const toSms = (values: z.infer<typeof settings>): Config['sms'] => {
  const { SMS_PROVIDER: provider, SMS_ACCOUNT: account, SMS_TOKEN: token, SMS_FROM: from } = values;
  if (provider === undefined || account === undefined || token === undefined || from === undefined) return null;
  return { baseUrl: values.SMS_URL, account, token, from };
};

const toCaptcha = (values: z.infer<typeof settings>): Config['captcha'] => {
  const { RECAPTCHA_URL: url, RECAPTCHA_SITE_KEY: siteKey, RECAPTCHA_SECRET: secret } = values;
  if (siteKey === undefined || secret === undefined) return null;
  return { url, siteKey, secret, suffices: values.ONEKOSMOS_CAPTCHA_SUFFICES === 'yes' };
};

const toS3 = (values: z.infer<typeof settings>): Config['s3'] => {
  if (values.S3_BUCKET === undefined) return null;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = values;
  return {
    endpoint: values.S3_ENDPOINT ?? null,
    region: values.S3_REGION,
    bucket: values.S3_BUCKET,
    prefix: values.S3_PREFIX ?? '',
    credentials: accessKeyId === undefined || secretAccessKey === undefined ? null : { accessKeyId, secretAccessKey },
  };
};

const toPrivateAddresses = (text: string): Config['outboundPrivateAddresses'] => {
  if (text === 'any') return 'any';
  return text === 'none' ? [] : commaList(text);
};

const toDialectHosts = (text: string): Config['dialectHosts'] =>
  commaList(text).flatMap((entry) => {
    const [name, host = ''] = entry.split('=');
    const dialect = hostedDialects.find((known) => known === name);
    return dialect === undefined ? [] : [{ dialect, host: host.toLowerCase() }];
  });

const toTls = ({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile }: z.infer<typeof settings>): Config['tls'] =>
  certFile === undefined || keyFile === undefined ? null : { certFile: resolve(certFile), keyFile: resolve(keyFile) };

/** An address that means "every network" is no place that a link could point to. */
const defaultBaseUrl = ({ HOST: host, PORT: port, TLS_CERT_FILE: certFile }: z.infer<typeof settings>): string => {
  const protocol = certFile === undefined ? 'http' : 'https';
  if (host === '0.0.0.0' || host === '::') return `${protocol}://localhost:${port}`;
  return `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`;
};

const refusal = (name: string, given: Readonly<Record<string, string | undefined>>): string => {
  const schema = Object.entries(settings.shape).find(([key]) => key === name)?.[1];
  const details = schema === undefined ? undefined : settingDetails.get(schema);
  const shown =
    details?.isSecret === true
      ? 'has a value that cannot be used (it is not shown)'
      : `is "${given[name]}", which cannot be used`;
  return `The setting ${name} ${shown}: write ${details?.expects ?? 'another value'}.`;
};

const unknownSettings = (given: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(given)
    .filter((name) => name.startsWith('GATEHOUSE_') && !Object.hasOwn(settings.shape, name))
    .map((name) => {
      const meant = name.slice('GATEHOUSE_'.length);
      const hint = Object.hasOwn(settings.shape, meant) ? `write ${meant} instead` : 'docs/settings.md lists them all';
      return `The variable ${name} is not a setting and has no effect: ${hint}.`;
    });
