import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeBackup } from '../backup/write-backup.ts';
import { loadConfig } from '../config.ts';
import { version } from '../version.ts';
import type { Command, DatabaseWork } from './command.ts';
import { runOnDatabase } from './run-on-database.ts';

export const backupCommand: Command = {
  name: 'backup',
  parameters: 'FILE',
  summary: 'Writes the database and the files, as they are at one moment, into one file.',
  details: [
    'The server may run meanwhile. FILE must not exist yet; it is compressed and readable by its owner alone. What is sealed',
    'stays sealed: the master key is not in the file, so keep a copy of it elsewhere. A restore needs both.',
  ],
  run: async (args, output, environment) => {
    const config = loadConfig(environment);
    if (!config.ok) {
      await output.complain(config.error);
      return 1;
    }
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) {
      await output.complain('Write: gatehouse backup FILE');
      return 1;
    }
    // The server may stand in another folder.
    const places = [resolve(file), join(config.value.dataDir, 'erasures.log')];
    return runOnDatabase({ name: 'backup', work: backupWork }, places, output, environment);
  },
};

export const backupWork: DatabaseWork = async (context, args, output, signal) => {
  const [file = '', erasuresFile = ''] = args;
  if (existsSync(file)) {
    await output.complain(`${file} exists already. Name a new file.`);
    return 1;
  }
  if (!existsSync(dirname(file))) {
    await output.complain(`There is no folder ${dirname(file)}.`);
    return 1;
  }
  try {
    const { rows, files, missingFiles } = await writeBackup(context, { file, erasuresFile, version, signal });
    const missing = missingFiles === 0 ? '' : ` (${missingFiles} files of erased people are gone)`;
    await output.print(`${file}: ${rows} rows and ${files} files${missing}. The master key is not in it.`);
    return 0;
  } catch (error) {
    await output.complain(
      `The backup failed, and nothing was left behind: ${error instanceof Error ? error.message : error}`,
    );
    return 1;
  }
};
