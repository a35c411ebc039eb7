import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/client.ts';
import { migrations } from '../db/migrations/index.ts';
import { readSchema } from '../db/schema/read-schema.ts';
import type { DomainContext } from '../domain/context.ts';
import { listOrganizationIds } from '../domain/organization/read-organization.ts';
import { listSealingKeysUnscoped } from '../domain/sealing/sealing-key.queries.ts';
import { backedUpTables } from './backed-up-tables.ts';
import { type BackupWriter, createBackupWriter } from './backup-file.ts';
import { entryNames, type Manifest } from './manifest.ts';
import { type BackupRow, readOpenWork, readRows, type TableShape, takeRole } from './rows.queries.ts';

export interface BackupOptions {
  /** Must not exist yet. */
  readonly file: string;
  /** Erasures so far: a restore of an older backup applies them again. */
  readonly erasuresFile: string;
  readonly version: string;
  readonly signal: AbortSignal;
}

export interface BackupCounts {
  readonly rows: number;
  readonly files: number;
  /** Documents whose file was gone, because the person was erased meanwhile. */
  readonly missingFiles: number;
}

/** Rows are gathered into parts of about this size, so that neither side holds more of them in memory. */
const partBytes = 4_000_000;

/**
 * Writes everything but the master key into one file: the rows as one snapshot sees them, the work that waited, and the
 * files of the documents among the rows. The server goes on meanwhile; on the embedded database, which has one
 * connection, its requests wait until the rows are written.
 */
export const writeBackup = async (context: DomainContext, options: BackupOptions): Promise<BackupCounts> => {
  const writer = createBackupWriter(options.file);
  try {
    const shapes = await readShapes(context);
    await writer.add(entryNames.manifest, json(await describe(context, shapes, options.version)));
    const { rows, work, blobKeys } = await writeAllRows(context, shapes, writer, options.signal);
    if (existsSync(options.erasuresFile)) await writer.add(entryNames.erasures, await readFile(options.erasuresFile));
    await writer.add(entryNames.rowsEnd, json({ rows, work, files: blobKeys.length }));
    const files = await writeFiles(context, blobKeys, writer, options.signal);
    await writer.add(entryNames.end, json({ rows, work, files }));
    await writer.finish();
    return { rows, files, missingFiles: blobKeys.length - files };
  } catch (error) {
    await writer.abandon();
    throw error;
  }
};

const json = (value: object): Buffer => Buffer.from(JSON.stringify(value));

/** The tables of a backup with their columns; those that the database fills by itself are left out. */
export const readShapes = async (context: Pick<DomainContext, 'database'>): Promise<TableShape[]> => {
  const described = new Map((await readSchema(context.database.worker)).map((table) => [table.name, table]));
  return backedUpTables.map((table) => ({
    ...table,
    columns: (described.get(table.name)?.columns ?? []).filter(({ isGenerated }) => !isGenerated),
  }));
};

const describe = async (context: DomainContext, shapes: readonly TableShape[], version: string): Promise<Manifest> => ({
  format: 1,
  version,
  engine: context.database.engine,
  at: context.now().toISOString(),
  sealingKeyIds: (await listSealingKeysUnscoped(context.database.unscoped)).map(({ id }) => id),
  migrations: Object.keys(migrations),
  tables: Object.fromEntries(shapes.map(({ name, columns }) => [name, columns.map((column) => column.name)])),
});

interface WrittenRows {
  readonly rows: number;
  readonly work: number;
  readonly blobKeys: readonly string[];
}

const writeAllRows = async (
  context: DomainContext,
  shapes: readonly TableShape[],
  writer: BackupWriter,
  signal: AbortSignal,
): Promise<WrittenRows> => {
  const organizations = await listOrganizationIds(context);
  return context.database.worker
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (transaction) => {
      // First, because it makes the snapshot while nothing was read yet: what it sees, all of the rest sees.
      const work = await readOpenWork(transaction);
      const blobKeys: string[] = [];
      let rows = 0;
      for (const shape of shapes) {
        for (const place of placesOf(shape, organizations)) {
          signal.throwIfAborted();
          rows += await writeTable(transaction, shape, place, writer, blobKeys);
        }
      }
      await writer.add(entryNames.work, Buffer.from(work.map((item) => `${JSON.stringify(item)}\n`).join('')));
      return { rows, work: work.length, blobKeys };
    });
};

interface Place {
  readonly organizationId: string;
  readonly environment: string;
}

const nowhere = '00000000-0000-0000-0000-000000000000';

const placesOf = ({ scope }: TableShape, organizations: readonly string[]): Place[] => {
  if (scope === 'outside') return [{ organizationId: nowhere, environment: 'none' }];
  const environments = scope === 'organization' ? ['none'] : ['live', 'test'];
  return organizations.flatMap((organizationId) =>
    environments.map((environment) => ({ organizationId, environment })),
  );
};

const writeTable = async (
  transaction: Transaction<Tables>,
  shape: TableShape,
  place: Place,
  writer: BackupWriter,
  blobKeys: string[],
): Promise<number> => {
  await takeRole(transaction, 'app', {
    organizationId: place.organizationId,
    environment: place.environment === 'none' ? null : place.environment,
  });
  const blobColumn = shape.columns.findIndex(({ name }) => name === 'blob_key');
  let [count, part, size] = [0, 0, 0];
  let lines: string[] = [];
  const flush = async (): Promise<void> => {
    if (lines.length === 0) return;
    const name = entryNames.rows(shape.name, place.organizationId, place.environment, part);
    await writer.add(name, Buffer.from(lines.join('')));
    part += 1;
    size = 0;
    lines = [];
  };
  for await (const page of readRows(transaction, shape)) {
    for (const row of page) {
      const line = `${JSON.stringify(row)}\n`;
      lines.push(line);
      size += line.length;
      count += 1;
      noteFile(row, blobColumn, blobKeys);
      if (size > partBytes) await flush();
    }
  }
  await flush();
  return count;
};

const noteFile = (row: BackupRow, blobColumn: number, blobKeys: string[]): void => {
  const key = blobColumn < 0 ? null : row[blobColumn];
  if (typeof key === 'string') blobKeys.push(key);
};

const writeFiles = async (
  context: DomainContext,
  keys: readonly string[],
  writer: BackupWriter,
  signal: AbortSignal,
): Promise<number> => {
  let files = 0;
  for (const key of keys) {
    signal.throwIfAborted();
    const sealed = await context.blobs.get(key);
    if (sealed === null) continue;
    await writer.add(entryNames.file(key), sealed);
    files += 1;
  }
  return files;
};
