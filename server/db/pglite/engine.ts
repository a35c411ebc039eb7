import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { connectionLost, DatabaseError } from '../database-error.ts';
import type { Binding, Engine, EngineStatement, EngineTransaction } from '../engine.ts';
import type { NumberedRequest, ThreadAnswer, ThreadOptions, ThreadOutcome, ThreadRequest } from './thread-message.ts';

export interface EmbeddedEngine extends Engine {
  /** The whole database packed, as a template for new folders. Nothing else may be under way. */
  pack(): Promise<Uint8Array>;
}

export interface EmbeddedOptions extends ThreadOptions {
  /** Called once if the thread of the database ends by itself. Every later statement fails. */
  readonly onCrash: (error: Error) => void;
}

interface Pending {
  resolve(outcome: ThreadOutcome): void;
  reject(error: unknown): void;
}

/** A view on a pooled buffer would be copied with the whole pool; a copy of its own is sent instead. */
const ownBytes = (value: unknown): unknown =>
  value instanceof Uint8Array && value.byteLength !== value.buffer.byteLength ? new Uint8Array(value) : value;

const toSend = ({ text, values, name }: EngineStatement): EngineStatement => ({
  text,
  name,
  values: values.map(ownBytes),
});

const expect = <Kind extends ThreadOutcome['kind']>(
  outcome: ThreadOutcome,
  kind: Kind,
): Extract<ThreadOutcome, { kind: Kind }> => {
  if (!isKind(outcome, kind)) throw new Error(`The database thread answered ${outcome.kind} instead of ${kind}.`);
  return outcome;
};

const isKind = <Kind extends ThreadOutcome['kind']>(
  outcome: ThreadOutcome,
  kind: Kind,
): outcome is Extract<ThreadOutcome, { kind: Kind }> => outcome.kind === kind;

const notOpened = (folder: string | null, error: Error): Error =>
  new Error(
    `The embedded database in ${folder ?? 'memory'} could not be opened (${error.message}). If the folder was written by another version of Gatehouse, start that version.`,
    { cause: error },
  );

/** A thread does not take the compile cache over from its process. */
const compileCacheVariable = (): NodeJS.ProcessEnv => {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
};

const startThread = async (options: EmbeddedOptions) => {
  const { folder, templateFile, idleTransactionMs } = options;
  const workerData: ThreadOptions = { folder, templateFile, idleTransactionMs };
  const thread = new Worker(new URL('./embedded-thread.ts', import.meta.url), {
    workerData,
    name: 'database',
    // What this process was started with is not meant for the thread.
    execArgv: [],
    env: { ...process.env, ...compileCacheVariable() },
  });
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Set<(payload: string) => void>>();
  let lastId = 0;
  let lost: Error | null = null;
  let isClosing = false;

  const lose = (error: Error): void => {
    if (lost || isClosing) return;
    lost = error;
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
    options.onCrash(error);
  };

  const receive = (answer: ThreadAnswer): void => {
    if (answer.kind === 'notification') {
      for (const listener of listeners.get(answer.channel) ?? []) listener(answer.payload);
    } else if (answer.kind !== 'ready') {
      const request = pending.get(answer.id);
      pending.delete(answer.id);
      if (answer.kind === 'outcome') request?.resolve(answer.outcome);
      else request?.reject(new DatabaseError(answer.error.message, answer.error));
    }
  };

  const request = (message: ThreadRequest): Promise<ThreadOutcome> => {
    if (lost) return Promise.reject(lost);
    lastId += 1;
    const numbered: NumberedRequest = { id: lastId, request: message };
    const { promise, resolve, reject } = Promise.withResolvers<ThreadOutcome>();
    thread.postMessage(numbered);
    pending.set(lastId, { resolve, reject });
    return promise;
  };

  await new Promise<void>((resolve, reject) => {
    thread.once('message', () => resolve());
    thread.once('error', (error) => reject(notOpened(folder, error)));
    thread.once('exit', () => reject(notOpened(folder, connectionLost())));
  });
  thread.on('message', receive);
  thread.on('error', (error) => lose(connectionLost(error)));
  thread.on('exit', () => lose(connectionLost()));

  const close = async (): Promise<void> => {
    if (lost || isClosing) return;
    const closed = request({ kind: 'close' });
    isClosing = true;
    await closed;
    lost = new Error('The database is closed.');
    await thread.terminate();
  };
  return { request, listeners, close };
};

const owner: Binding = { role: 'owner', scope: null };

const tablesToVacuum: EngineStatement = {
  text: `select schemaname as schema, tablename as table from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2`,
  values: [],
  name: null,
};

/** The embedded database in a thread of its own, so that the event loop stays free (its tail latency is ten times better there). */
export const openEmbeddedEngine = async (options: EmbeddedOptions): Promise<EmbeddedEngine> => {
  const { request, listeners, close } = await startThread(options);

  const createTransaction = (transaction: number): EngineTransaction => ({
    execute: async (statement) =>
      expect(await request({ kind: 'executeInTransaction', transaction, statement: toSend(statement) }), 'result')
        .result,
    commit: async () => expect(await request({ kind: 'commit', transaction }), 'committed').isCommitted,
    rollback: async () => void (await request({ kind: 'rollback', transaction })),
  });

  return {
    kind: 'pglite',
    execute: async (binding, statement) =>
      expect(await request({ kind: 'execute', binding, statement: toSend(statement) }), 'result').result,
    begin: async (binding, transactionOptions) => {
      const outcome = await request({ kind: 'begin', binding, options: transactionOptions });
      return createTransaction(expect(outcome, 'begun').transaction);
    },
    runScript: async (text) => expect(await request({ kind: 'runScript', text }), 'rows').rows,
    listen: async (channel, onNotification, onReconnect) => {
      const listening = listeners.get(channel) ?? new Set();
      listeners.set(channel, listening.add(onNotification));
      await request({ kind: 'listen', channel });
      onReconnect();
      return {
        close: async () => {
          listening.delete(onNotification);
          if (listening.size === 0) await request({ kind: 'unlisten', channel });
        },
      };
    },
    vacuum: async () => {
      const { rows } = expect(
        await request({ kind: 'execute', binding: owner, statement: tablesToVacuum }),
        'result',
      ).result;
      // One request for each table, so that nobody waits longer than one of them takes.
      for (const { schema, table } of rows) {
        await request({ kind: 'vacuum', schema: String(schema), table: String(table) });
      }
    },
    pack: async () => expect(await request({ kind: 'dump' }), 'packed').bytes,
    close,
  };
};
