import { parentPort, workerData } from 'node:worker_threads';
import type { PGlite } from '@electric-sql/pglite';
import { DatabaseError } from '../database-error.ts';
import type { Role } from '../engine.ts';
import { openEmbeddedFolder, packDatabase } from './embedded-folder.ts';
import { type EmbeddedSession, idleTransactionError, openEmbeddedSession } from './embedded-session.ts';
import type { NumberedRequest, ThreadAnswer, ThreadOptions, ThreadOutcome, ThreadRequest } from './thread-message.ts';

/*
 * The thread that owns the embedded database. Requests are served in the order in which they arrive; while a transaction
 * is open only its own requests are, and the others wait. Whatever is thrown that the database did not say itself leaves
 * the database in an unknown state and ends the thread.
 */

interface OpenTransaction {
  readonly id: number;
  readonly role: Role;
  timer: NodeJS.Timeout;
}

const serve = (
  pglite: PGlite,
  options: ThreadOptions,
  post: (answer: ThreadAnswer) => void,
): ((message: NumberedRequest) => void) => {
  const session: EmbeddedSession = openEmbeddedSession(pglite, (channel, payload) =>
    post({ kind: 'notification', channel, payload }),
  );
  const waiting: NumberedRequest[] = [];
  let open: OpenTransaction | null = null;
  let transactionCount = 0;

  const startTimer = (): NodeJS.Timeout => setTimeout(endIdleTransaction, options.idleTransactionMs);

  const endTransaction = (): void => {
    if (open) clearTimeout(open.timer);
    open = null;
  };

  const endIdleTransaction = (): void => {
    endTransaction();
    session.rollback();
    serveWaiting();
  };

  const inTransaction = (id: number): OpenTransaction => {
    if (open?.id !== id) throw idleTransactionError();
    clearTimeout(open.timer);
    open.timer = startTimer();
    return open;
  };

  const begin = ({ binding, options }: Extract<ThreadRequest, { kind: 'begin' }>): ThreadOutcome => {
    session.begin(binding, options);
    transactionCount += 1;
    open = { id: transactionCount, role: binding.role, timer: startTimer() };
    return { kind: 'begun', transaction: transactionCount };
  };

  const commit = (id: number): ThreadOutcome => {
    inTransaction(id);
    endTransaction();
    return { kind: 'committed', isCommitted: session.commit() };
  };

  const rollback = (id: number): ThreadOutcome => {
    if (open?.id !== id) return { kind: 'done' };
    endTransaction();
    session.rollback();
    return { kind: 'done' };
  };

  const carryOut = (request: ThreadRequest): ThreadOutcome | Promise<ThreadOutcome> => {
    switch (request.kind) {
      case 'execute':
        return { kind: 'result', result: session.execute(request.binding, request.statement) };
      case 'begin':
        return begin(request);
      case 'executeInTransaction': {
        const { role } = inTransaction(request.transaction);
        return { kind: 'result', result: session.executeInTransaction(role, request.statement) };
      }
      case 'commit':
        return commit(request.transaction);
      case 'rollback':
        return rollback(request.transaction);
      case 'runScript':
        return { kind: 'rows', rows: session.runScript(request.text) };
      case 'listen':
        session.listen(request.channel);
        return { kind: 'done' };
      case 'unlisten':
        session.unlisten(request.channel);
        return { kind: 'done' };
      case 'vacuum':
        session.vacuum(request.schema, request.table);
        return { kind: 'done' };
      case 'dump':
        return packDatabase(pglite).then((bytes) => ({ kind: 'packed', bytes }));
      case 'close':
        return pglite.close().then(() => ({ kind: 'done' }));
    }
  };

  const fail = (id: number, error: unknown): void => {
    if (!(error instanceof DatabaseError)) throw error;
    const { message, code, constraint, table, column } = error;
    post({ kind: 'error', id, error: { message, code, constraint, table, column } });
  };

  const answer = ({ id, request }: NumberedRequest): void => {
    try {
      const outcome = carryOut(request);
      if (outcome instanceof Promise) void outcome.then((result) => post({ kind: 'outcome', id, outcome: result }));
      else post({ kind: 'outcome', id, outcome });
    } catch (error) {
      fail(id, error);
    }
  };

  const serveWaiting = (): void => {
    while (!open) {
      const next = waiting.shift();
      if (!next) return;
      answer(next);
    }
  };

  return (message) => {
    if (open && !('transaction' in message.request)) {
      waiting.push(message);
      return;
    }
    answer(message);
    serveWaiting();
  };
};

const port = parentPort;
if (!port) throw new Error('The embedded database runs in a worker thread; open it with openDatabase.');
const options: ThreadOptions = workerData;
const pglite = await openEmbeddedFolder(options);
const handle = serve(pglite, options, (answer) => port.postMessage(answer));
port.on('message', (message: NumberedRequest) => {
  handle(message);
  if (message.request.kind === 'close') port.unref();
});
port.postMessage({ kind: 'ready' } satisfies ThreadAnswer);
