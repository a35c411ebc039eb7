import { stderr, stdout } from 'node:process';
import { backupCommand } from './cli/backup.ts';
import type { Command, Environment, Output } from './cli/command.ts';
import { deliveriesCommand } from './cli/deliveries.ts';
import { describeCommand, describeCommands, findNearestCommand } from './cli/help.ts';
import { licenceCommand } from './cli/licence.ts';
import { migrateCommand } from './cli/migrate.ts';
import { readDocumentCommandEntry } from './cli/read-document-command.ts';
import { replayCommand } from './cli/replay.ts';
import { restoreCommand } from './cli/restore.ts';
import { rotateMasterKeyCommand } from './cli/rotate-master-key.ts';
import { serveCommand } from './cli/serve.ts';
import { tokenCommand } from './cli/token.ts';
import { userCommand } from './cli/user.ts';
import { verifyCommand } from './cli/verify.ts';
import { isClosedPipe, writeLine } from './cli/write-line.ts';

/** The operator's commands, in the order of the help. */
export const commands: readonly Command[] = [
  serveCommand,
  migrateCommand,
  replayCommand,
  verifyCommand,
  deliveriesCommand,
  licenceCommand,
  tokenCommand,
  userCommand,
  backupCommand,
  restoreCommand,
  rotateMasterKeyCommand,
  readDocumentCommandEntry,
];

const terminal: Output = {
  print: (line) => writeLine(stdout, line),
  complain: (line) => writeLine(stderr, line),
};

/** Runs one command. Resolves with its exit code; a command whose reader goes away ends there, quietly and with 0. */
export const runCli = async (
  args: readonly string[],
  output: Output = terminal,
  environment: Environment = process.env,
): Promise<number> => {
  try {
    return await runCommand(args, output, environment);
  } catch (error) {
    if (isClosedPipe(error)) return 0;
    throw error;
  }
};

const runCommand = async (args: readonly string[], output: Output, environment: Environment): Promise<number> => {
  const [name = 'help', ...rest] = args;
  if (name === 'help' || name === '--help' || name === '-h') return help(rest[0], output);
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) return refuse(name, output);
  if (rest.includes('--help') || rest.includes('-h')) return help(name, output);
  return command.run(rest, output, environment);
};

const help = async (name: string | undefined, output: Output): Promise<number> => {
  const command = commands.find((candidate) => candidate.name === name);
  if (name !== undefined && command === undefined) return refuse(name, output);
  for (const line of command === undefined ? describeCommands(commands) : describeCommand(command))
    await output.print(line);
  return 0;
};

const refuse = async (name: string, output: Output): Promise<number> => {
  const nearest = findNearestCommand(name, commands);
  const hint = nearest === null ? 'gatehouse help lists the commands.' : `Did you mean ${nearest}?`;
  await output.complain(`There is no command ${name}. ${hint}`);
  return 1;
};
