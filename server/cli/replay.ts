import { parseArgs } from 'node:util';
import type { EventRecord } from '../domain/session/list-events.ts';
import { type Replay, replaySession } from '../domain/session/replay-session.ts';
import type { Command, DatabaseWork } from './command.ts';
import { findSessionScope } from './find-session-scope.ts';
import { runOnDatabase } from './run-on-database.ts';

export const replayCommand: Command = {
  name: 'replay',
  parameters: 'SESSION [--json]',
  summary: 'Plays the log of a session again and compares the result with what is stored.',
  details: [
    'SESSION is the id of a session in any organization. The exit code is 0 when the run made from the log is the stored',
    'one, byte for byte. What the person submitted is not shown.',
    '  --json   one JSON object instead of lines for people',
  ],
  run: (args, output, environment) => runOnDatabase({ name: 'replay', work: replayWork }, args, output, environment),
};

const usage = 'Write: gatehouse replay SESSION [--json]';

export const replayWork: DatabaseWork = async (context, args, output) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [sessionId, ...others] = positionals;
  if (sessionId === undefined || others.length > 0) {
    await output.complain(usage);
    return 1;
  }
  const scope = await findSessionScope(context, sessionId);
  if (!scope.ok) {
    await output.complain(scope.error);
    return 1;
  }
  const replay = await replaySession(context, scope.value, sessionId);
  if (!replay.ok) {
    await output.complain(`The session ${sessionId} cannot be replayed: ${replay.error.detail}`);
    return 1;
  }
  for (const line of values.json ? [JSON.stringify(toJson(replay.value))] : toLines(replay.value))
    await output.print(line);
  return replay.value.isIdentical ? 0 : 1;
};

/** Without the events' contents: they hold what the person submitted. */
const toJson = ({ events, ...replay }: Replay) => ({
  ...replay,
  events: events.map(({ number, run, type, node, attempt, outcome, actor, engineVersion, at, hash }) => ({
    number,
    run,
    type,
    node,
    attempt,
    outcome,
    actor,
    engineVersion,
    at: at.toISOString(),
    hash: Buffer.from(hash).toString('hex'),
  })),
});

const toLines = (replay: Replay): readonly string[] => [
  `session ${replay.sessionId}`,
  ...replay.events.map(eventLine),
  `state ${replay.state}, ${replay.decision === null ? 'no decision' : `decision ${replay.decision}`}`,
  ...replay.reasons.map((reason) => `  ${reason.code}: ${reason.sentence}`),
  replay.isIdentical
    ? 'The run made from the log is identical to the stored one, byte for byte.'
    : 'WRONG: the run made from the log is not the stored one, or the session shows another state or decision than that run.',
];

const eventLine = ({ number, run, type, node, attempt, outcome, actor, at }: EventRecord): string => {
  const what = type === 'created' && run > 1 ? `${type}  run ${run}` : type;
  const where = node === null ? '' : `  ${node}${attempt === null ? '' : ` #${attempt}`}`;
  return `${String(number).padStart(5)}  ${at.toISOString()}  ${actor.kind.padEnd(7)}  ${what}${where}${outcome === null ? '' : `  ${outcome}`}`;
};
