import type { DatabaseWork } from './command.ts';
import { replayWork } from './replay.ts';
import { verifyWork } from './verify.ts';

/** What a running server does for a command, by the command's name. */
export const databaseWorks: ReadonlyMap<string, DatabaseWork> = new Map([
  ['replay', replayWork],
  ['verify', verifyWork],
]);
