import { parseArgs } from 'node:util';
import { verifyActs } from '../domain/act/verify-acts.ts';
import type { DomainContext } from '../domain/context.ts';
import { countOf } from '../domain/count-of.ts';
import { verifyAllDailyHeads } from '../domain/daily-head/verify-daily-heads.ts';
import { listOrganizationIds } from '../domain/organization/read-organization.ts';
import { type Verification, verifyAll, verifySession } from '../domain/session/verify-session.ts';
import type { Command, DatabaseWork, Output } from './command.ts';
import { findSessionScope } from './find-session-scope.ts';
import { runOnDatabase } from './run-on-database.ts';

export const verifyCommand: Command = {
  name: 'verify',
  parameters: 'SESSION | --all [--json]',
  summary: 'Makes the hash chain of a log anew and says whether every event is as it was written.',
  details: [
    'With --all, every session, the log of acts of every organization and the lines of every day: what is broken is named,',
    'and the last line counts.',
    'The exit code is 0 when nothing is broken. It needs no key and holds after a person’s data were erased.',
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
    ? verifyEverything(context, output, { isJson: values.json, signal })
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

interface AllOptions {
  readonly isJson: boolean;
  readonly signal: AbortSignal;
}

const verifyEverything = async (context: DomainContext, output: Output, options: AllOptions): Promise<number> => {
  const sessions = await verifyEverySession(context, output, options);
  const organizations = await verifyEveryAct(context, output, options);
  const days = await verifyEveryDay(context, output, options);
  if (options.signal.aborted) return 1;
  const broken = sessions.broken + organizations.broken + days.broken;
  const counted = `${countOf(sessions.count, 'session')}, the acts of ${countOf(organizations.count, 'organization')} and ${countOf(days.count, 'daily line')}`;
  if (!options.isJson) await output.print(`${counted}: ${broken === 0 ? 'all intact' : `${broken} BROKEN`}`);
  return broken === 0 ? 0 : 1;
};

interface Count {
  readonly count: number;
  readonly broken: number;
}

const verifyEverySession = async (
  context: DomainContext,
  output: Output,
  { isJson, signal }: AllOptions,
): Promise<Count> => {
  let count = 0;
  let broken = 0;
  for await (const verification of verifyAll(context)) {
    if (signal.aborted) break;
    count += 1;
    broken += verification.isIntact ? 0 : 1;
    if (isJson) await output.print(JSON.stringify(verification));
    else if (!verification.isIntact) await output.print(describe(verification));
  }
  return { count, broken };
};

const verifyEveryAct = async (
  context: DomainContext,
  output: Output,
  { isJson, signal }: AllOptions,
): Promise<Count> => {
  const organizations = await listOrganizationIds(context);
  let broken = 0;
  for (const organizationId of organizations) {
    if (signal.aborted) break;
    const verified = await verifyActs(context, organizationId);
    broken += verified.ok ? 0 : 1;
    const answer = verified.ok
      ? { organizationId, acts: verified.value.count, isIntact: true, broken: null }
      : { organizationId, acts: verified.error.number, isIntact: false, broken: verified.error };
    if (isJson) await output.print(JSON.stringify(answer));
    else if (!verified.ok)
      await output.print(`acts of organization ${organizationId}: BROKEN. ${verified.error.sentence}`);
  }
  return { count: organizations.length, broken };
};

const verifyEveryDay = async (
  context: DomainContext,
  output: Output,
  { isJson, signal }: AllOptions,
): Promise<Count> => {
  let count = 0;
  let broken = 0;
  for await (const verification of verifyAllDailyHeads(context)) {
    if (signal.aborted) break;
    count += verification.days;
    broken += verification.isIntact ? 0 : 1;
    if (isJson) await output.print(JSON.stringify(verification));
    else if (verification.broken !== null) {
      const { organizationId, environment, broken: place } = verification;
      await output.print(
        `line of ${place.day} of organization ${organizationId} (${environment}): BROKEN. ${place.sentence}`,
      );
    }
  }
  return { count, broken };
};

const describe = ({ sessionId, events, broken }: Verification): string =>
  broken === null
    ? `session ${sessionId}: ${countOf(events, 'event')}, intact`
    : `session ${sessionId}: BROKEN at event ${broken.number}. ${broken.sentence}`;
