import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { restoreBackup } from '../backup/restore-backup.ts';
import { loadConfig } from '../config.ts';
import { isServerRunning } from '../control/client.ts';
import type { DomainContext } from '../domain/context.ts';
import { createLogger } from '../log.ts';
import { openContext } from '../start/open-context.ts';
import { applyErasures } from './apply-erasures.ts';
import type { Command, Output } from './command.ts';
import { complain } from './complain.ts';

export const restoreCommand: Command = {
  name: 'restore',
  parameters: 'FILE [--erasures FILE]... [--files]',
  summary: 'Puts a backup into an empty database and the files in their place.',
  details: [
    'Stop the server first. The data folder has to hold the master.key of the installation that the backup was made of (or',
    'GATEHOUSE_MASTER_KEY names it). Either kind of database takes a backup of the other.',
    'Who was erased after the backup was made is erased again: name the erasures.log of the lost data folder. Those noted in',
    'the backup and in this data folder are applied by themselves.',
    '  --erasures FILE   a further list of erasures; may be given several times',
    '  --files           only the files: after a restore that was stopped among them',
  ],
  run: async (args, output, environment) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        erasures: { type: 'string', multiple: true, default: [] },
        files: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) {
      return complain(output, 'Write: gatehouse restore FILE [--erasures FILE]... [--files]');
    }
    const missing = [file, ...values.erasures].find((name) => !existsSync(name));
    if (missing !== undefined) return complain(output, `There is no file ${missing}.`);
    const config = loadConfig(environment);
    if (!config.ok) return complain(output, config.error);
    const { dataDir, masterKey } = config.value;
    if (await isServerRunning(dataDir)) return complain(output, 'A server runs on this data folder. Stop it first.');
    if (masterKey === null && !existsSync(join(dataDir, 'master.key'))) {
      return complain(
        output,
        `There is no master key: put the master.key of that installation into ${dataDir}, or set GATEHOUSE_MASTER_KEY.`,
      );
    }
    const opened = await openContext(config.value, createLogger({ level: 'silent' }));
    if (!opened.ok) return complain(output, opened.error);
    try {
      const lists = [join(dataDir, 'erasures.log'), ...values.erasures.map((name) => resolve(name))];
      return await restore(opened.value.context, { file: resolve(file), lists, withRows: !values.files }, output);
    } finally {
      await opened.value.close();
    }
  },
};

const restore = async (
  context: DomainContext,
  { file, lists, withRows }: { file: string; lists: readonly string[]; withRows: boolean },
  output: Output,
): Promise<number> => {
  const restored = await restoreBackup(context, file, { withRows });
  if (!restored.ok) return complain(output, restored.error);
  const { rows, work, files, erasures } = restored.value;
  await output.print(`${rows} rows, ${files} files and ${work} open jobs restored.`);
  const erased = await applyErasures(context, { lists, text: erasures ?? '' });
  if (!erased.ok) return complain(output, erased.error);
  if (erased.value > 0) await output.print(`${erased.value} erasures applied again.`);
  await output.print('Start the server, and look at the logs with: gatehouse verify --all');
  return 0;
};
