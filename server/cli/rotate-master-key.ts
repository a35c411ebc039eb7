import { join } from 'node:path';
import { loadConfig } from '../config.ts';
import { replaceKeyFile } from '../domain/sealing/master-key.ts';
import type { Command } from './command.ts';
import { complain } from './complain.ts';

export const rotateMasterKeyCommand: Command = {
  name: 'rotate-master-key',
  parameters: '',
  summary: 'Makes a new master key; the one before it stays until everything is wrapped under the new one.',
  details: [
    'For a key that lies in the data folder: master.key becomes master.key.previous. Restart the server then: it wraps all',
    'keys anew while it serves. Once its log says that the rotation is complete, delete master.key.previous, and keep a',
    'copy of the new key where the old one’s was. Backups made before need the old key for ever.',
    'A key in GATEHOUSE_MASTER_KEY is rotated by hand: set GATEHOUSE_PREVIOUS_MASTER_KEY to it, and it to a new key.',
  ],
  run: async (args, output, environment) => {
    if (args.length > 0) return complain(output, `rotate-master-key takes no arguments. Got: ${args.join(' ')}`);
    const config = loadConfig(environment);
    if (!config.ok) return complain(output, config.error);
    if (config.value.masterKey !== null) {
      return complain(
        output,
        'The master key is in GATEHOUSE_MASTER_KEY: set GATEHOUSE_PREVIOUS_MASTER_KEY to its value, it to a new key, and restart.',
      );
    }
    const replaced = await replaceKeyFile(join(config.value.dataDir, 'master.key'));
    if (!replaced.ok) return complain(output, replaced.error);
    await output.print(
      `${join(config.value.dataDir, 'master.key')} is a new key. Restart the server; its log says when master.key.previous may be deleted.`,
    );
    return 0;
  },
};
