import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * Has the system prefer other threads to this one: reading a picture keeps a core busy for a second, and somebody who hands
 * in a form should not feel it. Linux schedules threads one by one and takes a thread's number for a process's
 * (setpriority(2), "C library/kernel differences"); elsewhere the whole process would be meant, so nothing is done.
 */
export const giveWayToOthers = (): void => {
  if (process.platform !== 'linux') return;
  try {
    // `PID/task/TID`, of whoever asks.
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    if (thread !== process.pid) setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that hides it reads pictures at the usual priority.
  }
};
