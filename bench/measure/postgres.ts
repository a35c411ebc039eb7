import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import type { RunningPostgres } from '../../scripts/postgres.ts';

export type StartedPostgres = Pick<RunningPostgres, 'url'>;

/** The server's own process, where it runs on this machine and its folder may be read; else null. */
export const readPostmasterPid = async (url: string): Promise<number | null> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ folder: string }>(`select current_setting('data_directory') as folder`);
    const text = await readFile(join(rows[0]?.folder ?? '', 'postmaster.pid'), 'utf8');
    return Number(text.split('\n')[0]);
  } catch {
    return null;
  } finally {
    await client.end();
  }
};
