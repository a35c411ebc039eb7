import type { PGlite } from '@electric-sql/pglite';
import { DatabaseError, isStalePlan, sqlState } from '../database-error.ts';
import {
  type Binding,
  beginText,
  bindText,
  bindValues,
  type EngineResult,
  type EngineStatement,
  type Role,
  type Row,
  roleNames,
  type TransactionOptions,
} from '../engine.ts';
import { literalOfValue } from '../sql-value.ts';
import { type Answer, readAnswer, writeQuery } from './backend-message.ts';
import { createPreparedStatements, type PreparedStatement } from './prepared-statements.ts';

type Notify = (channel: string, payload: string) => void;

/** The one session of the embedded database. Every call is done when it returns: the database runs synchronously. */
export interface EmbeddedSession {
  execute(binding: Binding, statement: EngineStatement): EngineResult;
  begin(binding: Binding, options: TransactionOptions): void;
  executeInTransaction(role: Role, statement: EngineStatement): EngineResult;
  /** False when the database rolled back instead. */
  commit(): boolean;
  rollback(): void;
  runScript(text: string): Row[];
  vacuum(schema: string, table: string): void;
  listen(channel: string): void;
  unlisten(channel: string): void;
}

const statementLimit = 300;

/** What PREPARE takes (PostgreSQL, PREPARE). Anything else has no parameters and is sent as it is. */
const isPreparable = (text: string): boolean => /^[\s(]*(select|insert|update|delete|merge|values|with)\b/i.test(text);

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The session's own role is gatehouse_app; another one holds for the message or transaction that asks for it. */
const roleText: Record<Role, string | null> = {
  app: null,
  worker: `select set_config('role', '${roleNames.worker}', true)`,
  owner: `select set_config('role', 'none', true)`,
};

/**
 * Composes messages of several statements: binding, role, PREPARE when it is new, EXECUTE. The database runs each message
 * as one implicit transaction, so the binding ends with it.
 */
export const openEmbeddedSession = (pglite: PGlite, notify: Notify): EmbeddedSession => {
  const prepared = createPreparedStatements(statementLimit);

  /** The last command to be answered is the statement that was asked for. */
  const send = (text: string): Answer => {
    const answer = readAnswer(pglite.execProtocolRawSync(writeQuery(text)));
    for (const { channel, payload } of answer.notifications) notify(channel, payload);
    return answer;
  };

  const sendOrThrow = (text: string): EngineResult[] => {
    const { results, error } = send(text);
    if (error) throw error;
    return results;
  };

  const lastOf = (results: readonly EngineResult[]): EngineResult =>
    results.at(-1) ?? { command: '', affectedRows: null, rows: [] };

  const deallocateEvicted = (): void => {
    for (const name of prepared.takeEvicted()) sendOrThrow(`deallocate ${name}`);
  };

  const executeText = (statement: PreparedStatement, values: readonly unknown[]): string =>
    values.length === 0
      ? `execute ${statement.name}`
      : `execute ${statement.name}(${values.map(literalOfValue).join(',')})`;

  /** One part of a message: text of its own, or a prepared statement. */
  const compose = (role: Role, { text, values }: Pick<EngineStatement, 'text' | 'values'>) => {
    if (!isPreparable(text)) {
      if (values.length === 0) return { parts: [text], preparing: null };
      throw new DatabaseError(`This statement takes no parameters: ${text.slice(0, 60)}`, { code: '42601' });
    }
    const statement = prepared.get(role, text);
    const execute = executeText(statement, values);
    return statement.isConfirmed
      ? { parts: [execute], preparing: null }
      : { parts: [`prepare ${statement.name} as ${text}`, execute], preparing: statement };
  };

  const bindingParts = ({ role, scope }: Binding) => {
    const roleSwitch = roleText[role];
    const bind = scope ? compose('app', { text: bindText, values: bindValues(scope) }) : { parts: [], preparing: null };
    return { parts: roleSwitch ? [...bind.parts, roleSwitch] : bind.parts, preparing: bind.preparing };
  };

  /** A name is confirmed by the command PREPARE in the answer, even when a later statement of the message failed. */
  const confirm = (answer: Answer, preparing: readonly (PreparedStatement | null)[]): void => {
    let confirmed = answer.results.filter(({ command }) => command === 'PREPARE').length;
    for (const statement of preparing) {
      if (!statement) continue;
      if (confirmed > 0) statement.isConfirmed = true;
      confirmed -= 1;
    }
  };

  const sendParts = (composed: readonly { parts: string[]; preparing: PreparedStatement | null }[]): EngineResult => {
    const answer = send(composed.flatMap(({ parts }) => parts).join('\n;'));
    confirm(
      answer,
      composed.map(({ preparing }) => preparing),
    );
    if (answer.error) throw answer.error;
    return lastOf(answer.results);
  };

  /** Nothing that a message leaves open may reach the next one. */
  const leaveNothingOpen = (): void => {
    if (pglite.isInTransaction()) sendOrThrow('rollback');
  };

  const execute = (binding: Binding, statement: EngineStatement, isRetry = false): EngineResult => {
    deallocateEvicted();
    try {
      return sendParts([bindingParts(binding), compose(binding.role, statement)]);
    } catch (error) {
      if (!isStalePlan(error) || isRetry) throw error;
      prepared.forget(binding.role, statement.text);
      return execute(binding, statement, true);
    } finally {
      leaveNothingOpen();
    }
  };

  /** A transaction that met a stale plan is lost, but the next one prepares the statement anew. */
  const executeInTransaction = (role: Role, statement: EngineStatement): EngineResult => {
    try {
      return sendParts([compose(role, statement)]);
    } catch (error) {
      if (isStalePlan(error)) prepared.forget(role, statement.text);
      throw error;
    }
  };

  /** A script of one statement cannot end the transaction that its role is set for. */
  const runSingle = (text: string): Row[] => {
    try {
      return sendParts([bindingParts({ role: 'worker', scope: null }), { parts: [text], preparing: null }]).rows;
    } finally {
      leaveNothingOpen();
    }
  };

  return {
    execute: (binding, statement) => execute(binding, statement),
    begin: (binding, options) => {
      deallocateEvicted();
      try {
        sendParts([{ parts: [beginText(options)], preparing: null }, bindingParts(binding)]);
      } catch (error) {
        leaveNothingOpen();
        throw error;
      }
    },
    executeInTransaction,
    commit: () => {
      try {
        return lastOf(sendOrThrow('commit')).command === 'COMMIT';
      } finally {
        leaveNothingOpen();
      }
    },
    rollback: leaveNothingOpen,
    runScript: (text) => {
      if (!text.includes(';')) return runSingle(text);
      try {
        sendOrThrow(`set role ${roleNames.worker}`);
        return sendOrThrow(text).flatMap(({ rows }) => rows);
      } finally {
        leaveNothingOpen();
        sendOrThrow(`set role ${roleNames.app}`);
      }
    },
    vacuum: (schema, table) => {
      try {
        sendOrThrow('reset role');
        sendOrThrow(`vacuum (analyze) ${identifier(schema)}.${identifier(table)}`);
      } finally {
        sendOrThrow(`set role ${roleNames.app}`);
      }
    },
    listen: (channel) => void sendOrThrow(`listen ${identifier(channel)}`),
    unlisten: (channel) => void sendOrThrow(`unlisten ${identifier(channel)}`),
  };
};

/** What a statement of a transaction hears that was ended because nothing came for too long. */
export const idleTransactionError = (): DatabaseError =>
  new DatabaseError('The transaction was rolled back because it lay idle for too long.', {
    code: sqlState.idleTransaction,
  });
