import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/client.ts';
import { migrations } from '../db/migrations/index.ts';
import type { DomainContext } from '../domain/context.ts';
import { listOrganizationIds } from '../domain/organization/read-organization.ts';
import { readBackup } from './backup-file.ts';
import { entryNames, type Manifest, manifest, rowsEnd } from './manifest.ts';
import { type BackupRow, type OpenWork, type TableShape, takeRole, writeOpenWork, writeRows } from './rows.queries.ts';
import { readShapes } from './write-backup.ts';

export interface RestoredCounts {
  readonly rows: number;
  /** Jobs, timers and deliveries that start again. */
  readonly work: number;
  readonly files: number;
  /** The erasures that were noted when the backup was made, as the file had them; null where there were none. */
  readonly erasures: string | null;
}

/** The first entry says what the backup is; the error is one sentence for the operator. */
export const readManifest = async (file: string): Promise<Result<Manifest, string>> => {
  try {
    for await (const { name, bytes } of readBackup(file)) {
      const parsed = name === entryNames.manifest ? manifest.safeParse(JSON.parse(bytes.toString())) : null;
      return parsed?.success === true ? ok(parsed.data) : fail(`${file} is no backup that this release can read.`);
    }
  } catch (error) {
    return fail(unreadable(file, error));
  }
  return fail(`${file} is empty.`);
};

/**
 * Puts a backup into an empty database: all rows in one transaction, so that it is empty still where anything fails, and
 * then the files. The database may be of the other kind than the one that the backup was made of, and of a newer release.
 */
export const restoreBackup = async (
  context: DomainContext,
  file: string,
  { withRows }: { readonly withRows: boolean },
): Promise<Result<RestoredCounts, string>> => {
  const head = await readManifest(file);
  if (!head.ok) return head;
  const refusal = withRows ? await findRefusal(context, head.value) : null;
  if (refusal !== null) return fail(refusal);
  try {
    const rows = withRows ? await restoreRows(context, file, head.value) : { rows: 0, work: 0, erasures: null };
    return ok({ ...rows, files: await restoreFiles(context, file) });
  } catch (error) {
    return fail(unreadable(file, error));
  }
};

const unreadable = (file: string, error: unknown): string =>
  `${file} could not be restored: ${error instanceof Error ? error.message : String(error)}`;

const findRefusal = async (context: DomainContext, head: Manifest): Promise<string | null> => {
  if ((await listOrganizationIds(context)).length > 0) {
    return 'The database is not empty. Restore into a new DATA_DIR or a new PostgreSQL database.';
  }
  const unknown = head.migrations.filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length > 0) {
    return `The backup was made by a newer release (${head.version}, with ${unknown.join(', ')}). Restore it with that release or a later one.`;
  }
  if (!head.sealingKeyIds.includes(context.sealing.sealingKeyId)) {
    return `The backup is sealed under another master key (${head.sealingKeyIds.join(', ')}; this one is ${context.sealing.sealingKeyId}). Put the master.key of that installation into the data folder, or set GATEHOUSE_MASTER_KEY.`;
  }
  return null;
};

const restoreRows = async (
  context: DomainContext,
  file: string,
  head: Manifest,
): Promise<Omit<RestoredCounts, 'files'>> => {
  const shapes = new Map((await readShapes(context)).map((shape) => [shape.name, shape]));
  return context.database.worker.transaction().execute(async (transaction) => {
    let [rows, work] = [0, 0];
    let erasures: string | null = null;
    for await (const { name, bytes } of readBackup(file)) {
      if (name === entryNames.rowsEnd) {
        const told = rowsEnd.parse(JSON.parse(bytes.toString()));
        if (told.rows !== rows || told.work !== work) throw new Error('it holds fewer rows than it says.');
        return { rows, work, erasures };
      }
      if (name === entryNames.erasures) erasures = bytes.toString();
      else if (name === entryNames.work) work = await restoreWork(transaction, bytes);
      else if (name.startsWith('rows/')) rows += await restorePart(transaction, { name, bytes }, shapes, head);
    }
    throw new Error('it is cut off.');
  });
};

const linesOf = (bytes: Buffer): string[] => bytes.toString().split('\n').filter(Boolean);

const restorePart = async (
  transaction: Transaction<Tables>,
  { name, bytes }: { name: string; bytes: Buffer },
  shapes: ReadonlyMap<string, TableShape>,
  head: Manifest,
): Promise<number> => {
  const [, table = '', organizationId = '', environment = ''] = name.split('/');
  const shape = shapes.get(table);
  const columns = head.tables[table];
  if (shape === undefined || columns === undefined) throw new Error(`it has a table ${table} that is not known here.`);
  await takeRole(transaction, shape.writer, {
    organizationId,
    environment: environment === 'none' ? null : environment,
  });
  const rows = linesOf(bytes).map((line): BackupRow => JSON.parse(line));
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    await writeRows(transaction, shape, columns, rows.slice(start, start + rowsPerStatement));
  }
  return rows.length;
};

const rowsPerStatement = 500;

const restoreWork = async (transaction: Transaction<Tables>, bytes: Buffer): Promise<number> => {
  const items = linesOf(bytes).map((line): OpenWork => JSON.parse(line));
  for (const item of items) await writeOpenWork(transaction, item);
  return items.length;
};

const restoreFiles = async (context: DomainContext, file: string): Promise<number> => {
  const prefix = entryNames.file('');
  let files = 0;
  let isWhole = false;
  for await (const { name, bytes } of readBackup(file)) {
    if (name === entryNames.end) isWhole = true;
    if (!name.startsWith(prefix)) continue;
    await context.blobs.put(name.slice(prefix.length), bytes);
    files += 1;
  }
  if (!isWhole)
    throw new Error(
      'it is cut off among the files. The rows are restored; get the whole file and run it again with --files.',
    );
  return files;
};
