import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { v7 } from 'uuid';
import { createFolderBlobStore } from '../adapter/blob/folder.ts';
import { createRecaptcha } from '../adapter/captcha/recaptcha.ts';
import { createErasureLog } from '../adapter/erasure-log/file.ts';
import { createDocumentReader } from '../adapter/image/document-reader.ts';
import { createOutboxMailer } from '../adapter/mail/outbox-mailer.ts';
import { createSmtpMailer } from '../adapter/mail/smtp-mailer.ts';
import { parseSmtpUrl } from '../adapter/mail/smtp-server.ts';
import { createOutboundHttp } from '../adapter/outbound/outbound-http.ts';
import { createOutboxFolder } from '../adapter/outbox/folder.ts';
import { createScriptRunner } from '../adapter/script/script-runner.ts';
import { createOutboxSms } from '../adapter/sms/outbox-sms.ts';
import { createTwilioSms } from '../adapter/sms/twilio-sms.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/client.ts';
import type { DomainContext } from '../domain/context.ts';
import type { Mailer } from '../domain/delivery/mail-port.ts';
import type { BlobStore } from '../domain/document/blob-port.ts';
import { writeErasureLine } from '../domain/entity/erasure-line.ts';
import { loadMasterKey, loadPreviousMasterKey } from '../domain/sealing/master-key.ts';
import { openSealing, sealedRowsExist } from '../domain/sealing/open-sealing.ts';
import type { Sealing } from '../domain/sealing/sealing.ts';
import { expireSession } from '../domain/session/expire-session.ts';
import { createSessionQueue } from '../domain/session/session-queue.ts';
import { announceJob } from '../job/announce.ts';
import { createDailyHeadSweep } from '../job/daily-head.ts';
import { deliverJob, deliverMessageJob } from '../job/deliver.ts';
import { dropIdempotentAnswersSweep } from '../job/drop-idempotent-answers.ts';
import { evaluateNodeJob } from '../job/evaluate-node.ts';
import { evaluateOutsideJob } from '../job/evaluate-outside.ts';
import { expireSessionsSweep } from '../job/expire-sessions.ts';
import { finishErasureJob } from '../job/finish-erasure.ts';
import { fireTimerJob } from '../job/fire-timer.ts';
import { indexMetadataJob } from '../job/index-metadata.ts';
import { createJobs, type Jobs, prepareQueueSchema } from '../job/jobs.ts';
import { orphanFilesSweep } from '../job/orphan-files.ts';
import { retentionSweep } from '../job/retention.ts';
import { createRewrapKeysSweep } from '../job/rewrap-keys.ts';
import { sessionChangedJob } from '../job/session-changed.ts';
import { vacuumSweep } from '../job/vacuum.ts';
import type { Logger } from '../log.ts';
import type { Tracing } from '../observe/tracing.ts';
import { version } from '../version.ts';
import { openOwnDatabase } from './open-database.ts';

export interface OpenedContext {
  readonly context: DomainContext;
  /** Not started. */
  readonly jobs: Jobs;
  /** Null where it is off. */
  readonly tracing: Tracing | null;
  /** For the operator: what should be mended although the start goes on. */
  readonly warnings: readonly string[];
  /** Closes everything but the jobs, which are stopped before. */
  close(): Promise<void>;
}

export interface ContextOptions {
  /** Whether it carries jobs out, or only hands them to others; true by default. */
  readonly runsJobs?: boolean;
  readonly opening?: Promise<Result<Database, string>>;
}

/** Opens database (unless it is being opened already), keys and ports, in that order. The error is one sentence for the operator. */
export const openContext = async (
  config: Config,
  logger: Logger,
  { runsJobs = true, opening = openOwnDatabase(config) }: ContextOptions = {},
): Promise<Result<OpenedContext, string>> => {
  const opened = await opening;
  if (!opened.ok) return opened;
  const database = opened.value;
  const sealed = await openOwnSealing(config, database);
  if (!sealed.ok) {
    await database.close();
    return sealed;
  }
  const blobs = await openBlobs(config);
  if (!blobs.ok) {
    await database.close();
    return blobs;
  }
  await prepareQueueSchema(database);
  const tracing = await openTracing(config);
  const warnings = [...folderWarnings(config.dataDir), ...sealed.value.warnings];
  return ok({
    ...assemble(config, logger, { database, sealing: sealed.value.sealing, blobs: blobs.value, tracing, runsJobs }),
    tracing,
    warnings,
  });
};

/** The embedded database's files rely on the folder above them to keep others of this machine's users out. */
export const folderWarnings = (dataDir: string): readonly string[] => {
  const mode = statSync(dataDir).mode & 0o777;
  if ((mode & 0o077) === 0) return [];
  return [
    `The data folder ${dataDir} is open to other users of this machine (mode ${mode.toString(8)}). Run: chmod 700 ${dataDir}`,
  ];
};

const openOwnSealing = async (
  config: Config,
  database: Database,
): Promise<Result<{ readonly sealing: Sealing; readonly warnings: readonly string[] }, string>> => {
  const loaded = await loadMasterKey({
    fromSetting: config.masterKey,
    file: join(config.dataDir, 'master.key'),
    sealedRowsExist: await sealedRowsExist(database.unscoped),
  });
  if (!loaded.ok) return loaded;
  const previous = await loadPreviousMasterKey({
    fromSetting: config.previousMasterKey,
    file: join(config.dataDir, 'master.key.previous'),
  });
  if (!previous.ok) return previous;
  const keys = { masterKey: loaded.value.masterKey, previousMasterKey: previous.value };
  const opened = await openSealing(database.unscoped, keys, new Date());
  if (!opened.ok) return opened;
  return ok({ sealing: opened.value, warnings: loaded.value.warning === null ? [] : [loaded.value.warning] });
};

const openTracing = async ({ tracingEndpoint }: Config): Promise<Tracing | null> => {
  if (tracingEndpoint === null) return null;
  const { startTracing } = await import('../observe/tracing.ts');
  return startTracing({ endpoint: tracingEndpoint, version });
};

/** The adapter for S3 is loaded only where it is used: it is large. */
const openBlobs = async ({ s3, dataDir }: Config): Promise<Result<BlobStore, string>> => {
  if (s3 === null) return ok(createFolderBlobStore({ root: join(dataDir, 'blobs') }));
  const { createS3BlobStore, findBucketProblem } = await import('../adapter/blob/s3.ts');
  const problem = await findBucketProblem(s3);
  return problem === null ? ok(createS3BlobStore(s3)) : fail(problem);
};

/** Its URL is the operator's own, and nothing of it comes from outside: unlike those of customers it may be private. */
export const openCaptcha = ({ captcha }: Pick<Config, 'captcha'>): DomainContext['captcha'] =>
  captcha === null ? null : createRecaptcha({ ...captcha, outbound: createOutboundHttp({ privateAddresses: 'any' }) });

/** Mail and short messages; the folder `outbox` stands in where no way out is set. */
const openMessageChannels = (
  { mail, sms, dataDir, outboundPrivateAddresses }: Config,
  outbound: DomainContext['outbound'],
): Pick<DomainContext, 'mailer' | 'sms' | 'allowsPrivateAddresses'> => {
  const files = createOutboxFolder({ folder: outboxFolder(dataDir) });
  return {
    mailer: mail === null ? createOutboxMailer({ files }) : openSmtpMailer(mail),
    sms: sms === null ? createOutboxSms({ files }) : createTwilioSms({ ...sms, outbound }),
    allowsPrivateAddresses: outboundPrivateAddresses === 'any' || outboundPrivateAddresses.length > 0,
  };
};

const openSmtpMailer = ({ url, from }: NonNullable<Config['mail']>): Mailer => {
  const server = parseSmtpUrl(url);
  if (server === null) throw new Error('The settings let an SMTP_URL pass that is none.');
  return createSmtpMailer({ server, from });
};

export const outboxFolder = (dataDir: string): string => join(dataDir, 'outbox');

interface Opened {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly blobs: BlobStore;
  readonly tracing: Tracing | null;
  readonly runsJobs: boolean;
}

const assemble = (
  config: Config,
  logger: Logger,
  { database, sealing, blobs, tracing, runsJobs }: Opened,
): Omit<OpenedContext, 'warnings' | 'tracing'> => {
  const reader = createDocumentReader({ threads: config.documentThreads });
  const outbound = createOutboundHttp({ privateAddresses: config.outboundPrivateAddresses });
  const scripts = createScriptRunner({ threads: config.scriptThreads });
  const context: DomainContext = {
    database,
    sealing,
    blobs,
    images: reader,
    documentReader: reader,
    outbound,
    scripts,
    ...openMessageChannels(config, outbound),
    captcha: openCaptcha(config),
    erasures: createErasureLog({ file: join(config.dataDir, 'erasures.log'), writeLine: writeErasureLine }),
    sessionQueue: createSessionQueue(),
    now: () => new Date(),
    newId: () => v7(),
    baseUrl: config.baseUrl,
    sessionLifetimeMs: config.sessionLifetimeMs,
    wakeRelay: () => jobs.wake(),
  };
  const jobs = createJobs<DomainContext>({
    database,
    context,
    logger,
    runsJobs,
    ...(tracing !== null && { follow: tracing.followJob }),
    definitions: {
      jobs: [
        evaluateNodeJob,
        evaluateOutsideJob,
        fireTimerJob,
        sessionChangedJob,
        announceJob,
        deliverJob,
        deliverMessageJob,
        indexMetadataJob,
        finishErasureJob,
      ],
      sweeps: [
        expireSessionsSweep(expireSession),
        vacuumSweep,
        retentionSweep,
        orphanFilesSweep,
        createDailyHeadSweep(),
        createRewrapKeysSweep(),
        dropIdempotentAnswersSweep,
      ],
    },
  });
  const close = async (): Promise<void> => {
    await reader.close();
    await scripts.close();
    await context.mailer.close();
    await tracing?.stop();
    await database.close();
  };
  return { context, jobs, close };
};
