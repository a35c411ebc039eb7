import { z } from 'zod';

/** The first entry of a backup: what it is of. */
export const manifest = z.object({
  format: z.literal(1),
  /** The release that made it. */
  version: z.string(),
  engine: z.enum(['pglite', 'postgres']),
  at: z.iso.datetime(),
  /** Fingerprints of the master keys that its rows are sealed under; the keys themselves are not in it. */
  sealingKeyIds: z.array(z.string()),
  /** The migrations that its rows fit. */
  migrations: z.array(z.string()),
  /** Columns by table, in the order in which rows hold them. */
  tables: z.record(z.string(), z.array(z.string())),
});

export type Manifest = z.infer<typeof manifest>;

/** After the rows: how many there are, so that a file that was cut off is not taken for a whole one. */
export const rowsEnd = z.object({ rows: z.int(), work: z.int(), files: z.int() });

/** Where each part lies in the file. */
export const entryNames = {
  manifest: 'manifest.json',
  rows: (table: string, organizationId: string, environment: string, part: number): string =>
    `rows/${table}/${organizationId}/${environment}/${part}.ndjson`,
  work: 'work.ndjson',
  erasures: 'erasures.log',
  rowsEnd: 'rows-end.json',
  file: (key: string): string => `files/${key}`,
  end: 'end.json',
};
