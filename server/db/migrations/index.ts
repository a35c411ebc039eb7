import type { Migration } from 'kysely/migration';
import * as createSchema from './0001_create_schema.ts';
import * as createQueueSchema from './0002_create_queue_schema.ts';
import * as createOperations from './0003_create_operations.ts';
import * as createDialects from './0004_create_dialects.ts';

/** Every migration in order. A migration that was released is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_create_schema': createSchema,
  '0002_create_queue_schema': createQueueSchema,
  '0003_create_operations': createOperations,
  '0004_create_dialects': createDialects,
};
