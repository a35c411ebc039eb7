import { loadConfig } from '../config.ts';
import { askControl } from '../control/client.ts';
import type { ControlMessage } from '../control/message.ts';
import { runWork } from '../control/run-work.ts';
import { createLogger } from '../log.ts';
import { openContext } from '../start/open-context.ts';
import type { DatabaseWork, Environment, Output } from './command.ts';
import { complain } from './complain.ts';

/**
 * Has the running server do a command's work; where none runs, opens the database in this process, which holds the data
 * folder's lock meanwhile.
 */
export const runOnDatabase = async (
  { name, work }: { readonly name: string; readonly work: DatabaseWork },
  args: readonly string[],
  output: Output,
  environment: Environment,
): Promise<number> => {
  const config = loadConfig(environment);
  if (!config.ok) return complain(output, config.error);
  const answer = await askControl(config.value.dataDir, { command: name, args: [...args] });
  if (answer !== null) return passOn(answer, output);
  const opened = await openContext(config.value, createLogger({ level: 'silent' }));
  if (!opened.ok) return complain(output, opened.error);
  try {
    return await runWork(work, opened.value.context, args, output, new AbortController().signal);
  } finally {
    await opened.value.close();
  }
};

const passOn = async (answer: AsyncGenerator<ControlMessage>, output: Output): Promise<number> => {
  for await (const message of answer) {
    if ('print' in message) await output.print(message.print);
    else if ('complain' in message) await output.complain(message.complain);
    else return message.exit;
  }
  return complain(output, 'The server went away before the command had ended.');
};
