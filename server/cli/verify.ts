import { parseArgs } from 'node:util';
import type { DomainContext } from '../domain/context.ts';
import { type Verification, verifyAll, verifySession } from '../domain/session/verify-session.ts';
import type { Command, DatabaseWork, Output } from './command.ts';
import { findSessionScope } from './find-session-scope.ts';
import { runOnDatabase } from './run-on-database.ts';

export const verifyCommand: Command = {
  name: 'verify',
  parameters: 'SESSION | --all [--json]',
  summary: 'Makes the hash chain of a log anew and says whether every event is as it was written.',
  details: [
    'With --all, every session of every organization: what is broken is named, and the last line counts. The exit code is',
    '0 when nothing is broken. It needs no key and holds after a person’s data were erased.',
    '  --json   one JSON object for each session instead of lines for people',
  ],
  run: (args, output, environment) => runOnDatabase({ name: 'verify', work: verifyWork }, args, output, environment),
};

const usage = 'Write: gatehouse verify SESSION, or: gatehouse verify --all';

export const verifyWork: DatabaseWork = async (context, args, output, signal) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean', default: false }, all: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [sessionId, ...others] = positionals;
  if (others.length > 0 || (sessionId === undefined) !== values.all) {
    await output.complain(usage);
    return 1;
  }
  return sessionId === undefined
    ? verifyEverySession(context, output, { isJson: values.json, signal })
    : verifyOneSession(context, sessionId, output, values.json);
};

const verifyOneSession = async (
  context: DomainContext,
  sessionId: string,
  output: Output,
  isJson: boolean,
): Promise<number> => {
  const scope = await findSessionScope(context, sessionId);
  const verification = scope.ok ? await verifySession(context, scope.value, sessionId) : null;
  if (verification === null) {
    await output.complain(scope.ok ? `The session ${sessionId} went away meanwhile.` : scope.error);
    return 1;
  }
  await output.print(isJson ? JSON.stringify(verification) : describe(verification));
  return verification.isIntact ? 0 : 1;
};

const verifyEverySession = async (
  context: DomainContext,
  output: Output,
  options: { readonly isJson: boolean; readonly signal: AbortSignal },
): Promise<number> => {
  let sessions = 0;
  let broken = 0;
  for await (const verification of verifyAll(context)) {
    if (options.signal.aborted) return 1;
    sessions += 1;
    broken += verification.isIntact ? 0 : 1;
    if (options.isJson) await output.print(JSON.stringify(verification));
    else if (!verification.isIntact) await output.print(describe(verification));
  }
  if (!options.isJson) await output.print(`${sessions} sessions, ${broken === 0 ? 'all intact' : `${broken} BROKEN`}`);
  return broken === 0 ? 0 : 1;
};

const describe = ({ sessionId, events, broken }: Verification): string =>
  broken === null
    ? `session ${sessionId}: ${events} events, intact`
    : `session ${sessionId}: BROKEN at event ${broken.number}. ${broken.sentence}`;
