import { backupWork } from './backup.ts';
import type { DatabaseWork } from './command.ts';
import { deliveriesWork } from './deliveries.ts';
import { licenceWork } from './licence.ts';
import { replayWork } from './replay.ts';
import { tokenWork } from './token.ts';
import { userWork } from './user.ts';
import { verifyWork } from './verify.ts';

/** What a running server does for a command, by the command's name. */
export const databaseWorks: ReadonlyMap<string, DatabaseWork> = new Map([
  ['backup', backupWork],
  ['replay', replayWork],
  ['verify', verifyWork],
  ['deliveries', deliveriesWork],
  ['licence', licenceWork],
  ['token', tokenWork],
  ['user', userWork],
]);
