import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Linux counts processor time in these (sysconf _SC_CLK_TCK is 100 on every common build). */
const ticksPerSecond = 100;

interface ProcessTime {
  readonly parent: number;
  readonly ownSeconds: number;
  /** Of children that have ended and were waited for. */
  readonly endedChildrenSeconds: number;
}

/** `/proc/PID/stat` (proc(5)); the program's name may hold anything, so what follows its last bracket is read. */
const readStat = (path: string): ProcessTime | null => {
  try {
    const text = readFileSync(path, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const at = (index: number): number => fields[index] ?? 0;
    return {
      parent: at(1),
      ownSeconds: (at(11) + at(12)) / ticksPerSecond,
      endedChildrenSeconds: (at(13) + at(14)) / ticksPerSecond,
    };
  } catch {
    return null;
  }
};

/** Processor seconds that a process has used, all its threads together; 0 where it is gone or this is not Linux. */
export const processSeconds = (pid: number): number => readStat(`/proc/${pid}/stat`)?.ownSeconds ?? 0;

/** The same for a process and those that it started, such as a PostgreSQL server with its connections. */
export const processTreeSeconds = (pid: number): number => {
  const root = readStat(`/proc/${pid}/stat`);
  if (root === null) return 0;
  const children = readdirSync('/proc').flatMap((name) => {
    const stat = /^\d+$/.test(name) ? readStat(`/proc/${name}/stat`) : null;
    return stat?.parent === pid ? [stat.ownSeconds] : [];
  });
  return root.ownSeconds + root.endedChildrenSeconds + children.reduce((sum, seconds) => sum + seconds, 0);
};

/** Processor seconds of one named thread of a process: of the embedded database in the server. */
export const threadSeconds = (pid: number, threadName: string): number => {
  const folder = `/proc/${pid}/task`;
  try {
    return readdirSync(folder)
      .filter((id) => readFileSync(join(folder, id, 'comm'), 'utf8').trim() === threadName)
      .reduce((sum, id) => sum + (readStat(join(folder, id, 'stat'))?.ownSeconds ?? 0), 0);
  } catch {
    return 0;
  }
};

/** Resident memory of a process in bytes; 0 where it is not known. */
export const residentBytes = (pid: number): number => {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
};
