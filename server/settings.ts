import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { z } from 'zod';

/** What is said of a setting in the documentation and when its value is refused. */
export interface SettingDetails {
  readonly unit: string | null;
  readonly description: string;
  /** Ends the sentence "Write ...", with an example. */
  readonly expects: string;
  /** The default in words, where it is not one value. */
  readonly defaultText?: string;
  /** Never shown, not even when it is wrong. */
  readonly isSecret?: boolean;
}

export const settingDetails = z.registry<SettingDetails>();

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(from).max(to));

const isOrigin = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && /^https?:\/\/[^/?#@]+\/?$/.test(text);
};

const isDatabaseUrl = (text: string): boolean =>
  /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? '') && (URL.parse(text)?.pathname.length ?? 0) > 1;

const isSmtpUrl = (text: string): boolean => {
  const url = URL.parse(text);
  if (/%(?![0-9a-fA-F]{2})/.test(`${url?.username}${url?.password}`)) return false;
  const tls = url?.searchParams.get('tls') ?? null;
  if (url?.protocol === 'smtps:') return url.hostname !== '' && (tls === null || tls === 'required');
  return url?.protocol === 'smtp:' && url.hostname !== '' && (tls === null || tls === 'required' || tls === 'off');
};

const mailAddress = '[^\\s<>,;:"()\\[\\]\\\\@]+@[^\\s<>,;:"()\\[\\]\\\\@]+';

const isMailSender = (text: string): boolean =>
  text.length <= 300 && new RegExp(`^([^<>\\p{Cc}]*<${mailAddress}>|${mailAddress})$`, 'u').test(text);

const isMasterKey = (text: string): boolean => /^([0-9a-fA-F]{64}|[0-9A-Za-z+/_-]{43}=?)$/.test(text.trim());

const isAddressOrRange = (text: string): boolean => {
  const [address = '', bits = '0', ...rest] = text.split('/');
  const family = isIP(address);
  return family !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
};

/** Whose API may stand on a host of its own. */
export const hostedDialects = ['onekosmos', 'verifa', 'deepidv'] as const;

const isDialectHost = (text: string): boolean =>
  new RegExp(`^(${hostedDialects.join('|')})=[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(:\\d{1,5})?$`).test(text);

export const commaList = (text: string): readonly string[] => text.split(',').map((part) => part.trim());

/** Every setting: its environment variable, default, unit and meaning. None is needed to start. */
export const settings = z.object({
  PORT: wholeNumber(1, 65_535).default(8080).register(settingDetails, {
    unit: null,
    description: 'The TCP port that the server listens on.',
    expects: 'a whole number from 1 to 65535, such as PORT=8080',
  }),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/)
    .default('127.0.0.1')
    .register(settingDetails, {
      unit: null,
      description:
        'The address that the server listens on. The default is reached from this machine only; 0.0.0.0 listens on every network.',
      expects: 'an address or host name, such as HOST=127.0.0.1 or HOST=0.0.0.0',
    }),
  BASE_URL: z
    .string()
    .refine(isOrigin)
    .transform((text) => new URL(text).origin)
    .optional()
    .register(settingDetails, {
      unit: null,
      description:
        'Where people reach the server: links point there. Set it when a proxy stands in front; cameras in browsers need https.',
      expects: 'http:// or https:// and a host, without a path, such as BASE_URL=https://gate.example.com',
      defaultText: 'made from `HOST` and `PORT`',
    }),
  DATA_DIR: z.string().default('./data').register(settingDetails, {
    unit: null,
    description:
      'The folder that keeps everything: the embedded database, files, the master key, credentials.json. It is made where missing.',
    expects: 'a folder, such as DATA_DIR=/var/lib/gatehouse',
  }),
  DATABASE_URL: z.string().refine(isDatabaseUrl).optional().register(settingDetails, {
    unit: null,
    description: 'A PostgreSQL server, 15 or newer. Without it the embedded database in `DATA_DIR` is used.',
    expects: 'a PostgreSQL URL with a database, such as DATABASE_URL=postgres://user:password@localhost:5432/gatehouse',
    defaultText: 'none: the embedded database',
    isSecret: true,
  }),
  DATABASE_POOL_SIZE: wholeNumber(2, 500).default(16).register(settingDetails, {
    unit: 'connections',
    description:
      'How many connections to PostgreSQL the process opens at most for requests. The embedded database has one.',
    expects: 'a whole number from 2 to 500, such as DATABASE_POOL_SIZE=16',
  }),
  GATEHOUSE_MASTER_KEY: z.string().refine(isMasterKey).optional().register(settingDetails, {
    unit: null,
    description:
      'The key that wraps all other keys. Without it one is made at the first start and kept in `DATA_DIR/master.key`: keep a copy elsewhere, for without it sealed data is lost.',
    expects: '32 bytes as base64 (44 characters) or hex (64 characters), made for example by: openssl rand -base64 32',
    defaultText: 'none: the file `master.key`',
    isSecret: true,
  }),
  GATEHOUSE_PREVIOUS_MASTER_KEY: z.string().refine(isMasterKey).optional().register(settingDetails, {
    unit: null,
    description:
      'The master key before the present one, while it is being rotated. Without it the file `master.key.previous` is looked for.',
    expects: 'the key that GATEHOUSE_MASTER_KEY held before, as base64 or hex',
    defaultText: 'none: no rotation runs',
    isSecret: true,
  }),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .register(settingDetails, {
      unit: null,
      description: 'How much is logged. Log lines hold no personal data at any level.',
      expects: 'one of fatal, error, warn, info, debug, trace and silent, such as LOG_LEVEL=info',
    }),
  MAX_UPLOAD_MB: wholeNumber(1, 200).default(15).register(settingDetails, {
    unit: 'MB (1,000,000 bytes)',
    description: 'The largest photo that a person may upload.',
    expects: 'a whole number from 1 to 200, such as MAX_UPLOAD_MB=15',
  }),
  SESSION_LIFETIME_DAYS: wholeNumber(1, 3650).default(30).register(settingDetails, {
    unit: 'days',
    description: 'How long the link of a new session lives when its maker says nothing.',
    expects: 'a whole number from 1 to 3650, such as SESSION_LIFETIME_DAYS=30',
  }),
  DOCUMENT_THREADS: wholeNumber(1, 256)
    .default(() => Math.max(1, availableParallelism() - 1))
    .register(settingDetails, {
      unit: 'threads',
      description: 'How many documents are read at the same time, each on a thread of its own.',
      expects: 'a whole number from 1 to 256, such as DOCUMENT_THREADS=2',
      defaultText: 'processor cores less one, at least 1',
    }),
  TRUST_PROXY: z
    .string()
    .refine((text) => text === 'none' || text === 'loopback' || commaList(text).every(isAddressOrRange))
    .default('none')
    .register(settingDetails, {
      unit: null,
      description:
        'Whose X-Forwarded-* headers are believed: `none`, `loopback` for a proxy on this machine, or the addresses and ranges of proxies.',
      expects:
        'none, loopback, or addresses and ranges with commas between, such as TRUST_PROXY=10.0.0.0/8,192.168.1.5',
    }),
  DIALECT_HOSTS: z
    .string()
    .refine((text) => text === 'none' || commaList(text).every(isDialectHost))
    .default('none')
    .register(settingDetails, {
      unit: null,
      description:
        'Host names on which clients of another vendor find that vendor’s paths without our prefix. The host must lead here, by DNS or a proxy.',
      expects: `none, or a vendor (${hostedDialects.join(', ')}) and a host, with commas between, such as DIALECT_HOSTS=onekosmos=kyc.example.com,verifa=verifa.example.com`,
    }),
  TLS_CERT_FILE: z
    .string()
    .regex(/^[^\p{Cc}]{1,4096}$/u)
    .optional()
    .register(settingDetails, {
      unit: null,
      description:
        'A file with the certificate of this server and those between it and its root (PEM). With `TLS_KEY_FILE` the server speaks https and nothing else; SIGHUP reads both files again.',
      expects: 'a file, such as TLS_CERT_FILE=/etc/gatehouse/cert.pem',
      defaultText: 'none: http',
    }),
  TLS_KEY_FILE: z
    .string()
    .regex(/^[^\p{Cc}]{1,4096}$/u)
    .optional()
    .register(settingDetails, {
      unit: null,
      description: 'A file with the private key of that certificate (PEM), without a passphrase.',
      expects: 'a file, such as TLS_KEY_FILE=/etc/gatehouse/key.pem',
      defaultText: 'none: http',
    }),
  METRICS_TOKEN: z
    .string()
    .regex(/^[!-~]{16,200}$/)
    .optional()
    .register(settingDetails, {
      unit: null,
      description:
        'Turns `GET /metrics` on, for Prometheus, which sends this as `Authorization: Bearer ...`. Without it the path does not exist.',
      expects: 'at least 16 characters without spaces, made for example by: openssl rand -hex 16',
      defaultText: 'none: no metrics',
      isSecret: true,
    }),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''))
    .optional()
    .register(settingDetails, {
      unit: null,
      description: 'An OpenTelemetry collector that takes spans of requests and jobs by OTLP over HTTP.',
      expects: 'a URL without /v1/traces, such as OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318',
      defaultText: 'none: no tracing',
    }),
  OUTBOUND_PRIVATE_ADDRESSES: z
    .string()
    .refine((text) => text === 'none' || text === 'any' || commaList(text).every(isAddressOrRange))
    .default('none')
    .register(settingDetails, {
      unit: null,
      description:
        'Which addresses outside the public internet may be reached by webhooks, http nodes and scripts: `none`, `any`, or addresses and ranges. This machine’s own addresses are such, too.',
      expects:
        'none, any, or addresses and ranges with commas between, such as OUTBOUND_PRIVATE_ADDRESSES=10.20.0.0/16',
    }),
  SCRIPT_THREADS: wholeNumber(1, 256).default(4).register(settingDetails, {
    unit: 'threads',
    description:
      'How many scripts of workflows run at the same time, each on a thread of its own, which a script that waits for an answer keeps.',
    expects: 'a whole number from 1 to 256, such as SCRIPT_THREADS=4',
  }),
  SMTP_URL: z.string().refine(isSmtpUrl).optional().register(settingDetails, {
    unit: null,
    description:
      'The server that mail leaves by. `smtps://` is encrypted from the first byte; `smtp://` asks for STARTTLS, but not on this machine, where `?tls=required` does, and not with `?tls=off`. Without it mail is written to files in `DATA_DIR/outbox`.',
    expects: 'a URL such as SMTP_URL=smtps://user:password@mail.example.com or SMTP_URL=smtp://localhost:25',
    defaultText: 'none: the folder `outbox`',
    isSecret: true,
  }),
  MAIL_FROM: z.string().refine(isMailSender).optional().register(settingDetails, {
    unit: null,
    description: 'Whom mail comes from. Needed with `SMTP_URL`.',
    expects: 'an address, or a name with one, such as MAIL_FROM="Example <gate@example.com>"',
    defaultText: 'none',
  }),
  SMS_PROVIDER: z.enum(['twilio']).optional().register(settingDetails, {
    unit: null,
    description:
      'Who sends short messages: `twilio`, or a service that speaks its format. Without it they are written to files in `DATA_DIR/outbox`.',
    expects: 'twilio, as in SMS_PROVIDER=twilio',
    defaultText: 'none: the folder `outbox`',
  }),
  SMS_URL: z
    .string()
    .refine((text) => /^https?:\/\/[^/?#@]+(\/[^?#]*[^/?#])?$/.test(text) && URL.canParse(text))
    .default('https://api.twilio.com')
    .register(settingDetails, {
      unit: null,
      description: 'Where the provider is reached: what comes before `/2010-04-01/Accounts/...`.',
      expects: 'a URL without a slash at the end, such as SMS_URL=https://api.twilio.com',
    }),
  SMS_ACCOUNT: z
    .string()
    .regex(/^[!-~]{1,200}$/)
    .optional()
    .register(settingDetails, {
      unit: null,
      description: 'The account at the provider. Needed with `SMS_PROVIDER`.',
      expects: 'an account id, such as SMS_ACCOUNT=AC0123456789abcdef0123456789abcdef',
      defaultText: 'none',
    }),
  SMS_TOKEN: z
    .string()
    .regex(/^[!-~]{1,500}$/)
    .optional()
    .register(settingDetails, {
      unit: null,
      description: 'The secret of that account. Needed with `SMS_PROVIDER`.',
      expects: 'the token that belongs to SMS_ACCOUNT',
      defaultText: 'none',
      isSecret: true,
    }),
  SMS_FROM: z
    .string()
    .regex(/^(\+[1-9]\d{6,14}|[A-Za-z0-9 ]{1,11}|MG[0-9a-f]{32})$/)
    .optional()
    .register(settingDetails, {
      unit: null,
      description: 'Whom short messages come from. Needed with `SMS_PROVIDER`.',
      expects: 'a number, a name of 11 letters at most, or a messaging service, such as SMS_FROM=+15005550006',
      defaultText: 'none',
    }),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{2,62}$/)
    .optional()
    .register(settingDetails, {
      unit: null,
      description:
        'A bucket that keeps the files, sealed, instead of `DATA_DIR/blobs`. It must exist; files that lie in the folder are not moved.',
      expects: 'the name of a bucket, such as S3_BUCKET=gatehouse-files',
      defaultText: 'none: the folder `blobs`',
    }),
  S3_ENDPOINT: z
    .string()
    .refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''))
    .optional()
    .register(settingDetails, {
      unit: null,
      description: 'The address of a server that speaks S3, for a bucket that is not Amazon’s.',
      expects: 'a URL, such as S3_ENDPOINT=https://s3.example.com',
      defaultText: 'Amazon’s own of the region',
    }),
  S3_REGION: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/)
    .default('us-east-1')
    .register(settingDetails, {
      unit: null,
      description: 'The region of the bucket.',
      expects: 'a region, such as S3_REGION=eu-central-1',
    }),
  S3_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/)
    .optional()
    .register(settingDetails, {
      unit: null,
      description: 'What the name of each file in the bucket begins with.',
      expects: 'names of letters, digits, - and _ with slashes between, such as S3_PREFIX=gatehouse/files',
      defaultText: 'none',
    }),
  S3_ACCESS_KEY_ID: z
    .string()
    .regex(/^[!-~]{1,200}$/)
    .optional()
    .register(settingDetails, {
      unit: null,
      description: 'The id of the access key of the bucket. Without it the machine’s own role is used.',
      expects: 'an access key id, such as S3_ACCESS_KEY_ID=AKIAEXAMPLE',
      defaultText: 'none: the machine’s role',
    }),
  S3_SECRET_ACCESS_KEY: z
    .string()
    .regex(/^[!-~]{1,500}$/)
    .optional()
    .register(settingDetails, {
      unit: null,
      description: 'The secret of that access key.',
      expects: 'the secret that belongs to S3_ACCESS_KEY_ID',
      defaultText: 'none: the machine’s role',
      isSecret: true,
    }),
  RECAPTCHA_URL: z
    .string()
    .refine((text) => /^https?:\/\/[^/?#@]+(\/[^?#]*)?$/.test(text) && URL.canParse(text))
    .default('https://www.google.com/recaptcha/api/siteverify')
    .register(settingDetails, {
      unit: null,
      description:
        'Where the tokens of solved captchas are verified, by the protocol of reCAPTCHA. It may be an address of this network.',
      expects: 'a URL, such as RECAPTCHA_URL=https://www.google.com/recaptcha/api/siteverify',
    }),
  RECAPTCHA_SITE_KEY: z
    .string()
    .regex(/^[!-~]{1,200}$/)
    .optional()
    .register(settingDetails, {
      unit: null,
      description: 'The key by which a page shows the captcha. Needed with `RECAPTCHA_SECRET`.',
      expects: 'the site key that belongs to RECAPTCHA_SECRET',
      defaultText: 'none: no captcha is taken',
    }),
  RECAPTCHA_SECRET: z
    .string()
    .regex(/^[!-~]{1,500}$/)
    .optional()
    .register(settingDetails, {
      unit: null,
      description: 'The secret by which this server has captchas verified. Needed with `RECAPTCHA_SITE_KEY`.',
      expects: 'the secret that belongs to RECAPTCHA_SITE_KEY',
      defaultText: 'none: no captcha is taken',
      isSecret: true,
    }),
  ONEKOSMOS_CAPTCHA_SUFFICES: z.enum(['yes', 'no']).default('no').register(settingDetails, {
    unit: null,
    description:
      'Whether a solved captcha alone, without a login, lets the link of a session be sent by mail or short message (1Kosmos `send/notification`).',
    expects: 'yes or no, as in ONEKOSMOS_CAPTCHA_SUFFICES=no',
  }),
  ONEKOSMOS_EXECUTE_NODE: z.enum(['yes', 'no']).default('yes').register(settingDetails, {
    unit: null,
    description:
      'Whether 1Kosmos’ `execute_node` exists, by which anybody who knows a session’s id may run a script node of its workflow that nothing leads to or from, without `fetch` and within narrow limits.',
    expects: 'yes or no, as in ONEKOSMOS_EXECUTE_NODE=yes',
  }),
  ONEKOSMOS_ALLOWED_TIME_SPAN_SECONDS: wholeNumber(1, 86_400).default(60).register(settingDetails, {
    unit: 'seconds',
    description:
      'How far the time in the request id of a 1Kosmos client may lie from the server’s own, before or after. Clients read it at `/environment`.',
    expects: 'a whole number from 1 to 86400, such as ONEKOSMOS_ALLOWED_TIME_SPAN_SECONDS=60',
  }),
  ONEKOSMOS_CLEAR_ANSWERS: z.enum(['yes', 'no']).default('no').register(settingDetails, {
    unit: null,
    description:
      'Whether 1Kosmos clients whose requests hold nothing encrypted under `data` are answered in clear. A single request may ask for it with the header `noecdsa`; what came encrypted is always answered encrypted.',
    expects: 'yes or no, as in ONEKOSMOS_CLEAR_ANSWERS=no',
  }),
  ONEKOSMOS_ECDSA_HELPER: z.enum(['yes', 'no']).default('yes').register(settingDetails, {
    unit: null,
    description:
      'Whether 1Kosmos’ `ecdsa_helper` exists, to which clients send their private keys to have a text encrypted or decrypted. Switch it off where no client needs it.',
    expects: 'yes or no, as in ONEKOSMOS_ECDSA_HELPER=yes',
  }),
  DEEPIDV_HAS_FUNDS: z.enum(['yes', 'no']).default('yes').register(settingDetails, {
    unit: null,
    description:
      'Whether calls of the DeepIDV API are paid for. With no, each is answered with 402, so that a client’s own handling of that can be tried.',
    expects: 'yes or no, as in DEEPIDV_HAS_FUNDS=yes',
  }),
  RATE_LIMIT_KEY_PER_MINUTE: wholeNumber(0, 100_000_000).default(6000).register(settingDetails, {
    unit: 'requests per minute',
    description:
      'How many requests one API key may make of one process; 0 for no limit. Answers say what is left of it.',
    expects: 'a whole number, 0 for no limit, such as RATE_LIMIT_KEY_PER_MINUTE=6000',
  }),
  RATE_LIMIT_LINK_PER_MINUTE: wholeNumber(0, 100_000_000).default(600).register(settingDetails, {
    unit: 'requests per minute',
    description: 'How many requests the page behind one link may make; 0 for no limit.',
    expects: 'a whole number, 0 for no limit, such as RATE_LIMIT_LINK_PER_MINUTE=600',
  }),
  RATE_LIMIT_ADDRESS_PER_MINUTE: wholeNumber(0, 100_000_000).default(1200).register(settingDetails, {
    unit: 'requests per minute',
    description:
      'How many requests without a valid key or link one address (of IPv6: one /64 network) may make; 0 for no limit.',
    expects: 'a whole number, 0 for no limit, such as RATE_LIMIT_ADDRESS_PER_MINUTE=1200',
  }),
});
