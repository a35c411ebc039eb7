import type { ColumnDescription, TableDescription } from './read-schema.ts';

/** What a column is read as (see result-value.ts). */
const readTypes: ReadonlyMap<string, string> = new Map([
  ['uuid', 'string'],
  ['text', 'string'],
  ['integer', 'number'],
  ['bigint', 'number'],
  ['boolean', 'boolean'],
  ['bytea', 'Uint8Array'],
  ['timestamp with time zone', 'Date'],
  ['text[]', 'string[]'],
  ['date', 'string'],
  ['jsonb', 'Json'],
]);

const typeOf = (table: string, { name, type }: ColumnDescription): string => {
  const found = readTypes.get(type);
  if (!found) throw new Error(`The column ${table}.${name} has the type ${type}, which print-tables.ts does not know.`);
  return found;
};

const printColumn = (table: string, column: ColumnDescription): string => {
  const type = `${typeOf(table, column)}${column.isNullable ? ' | null' : ''}`;
  if (column.isGenerated) return `  ${column.name}: GeneratedAlways<${type}>;\n`;
  return `  ${column.name}: ${column.defaultTo === null ? type : `Generated<${type}>`};\n`;
};

const interfaceName = (table: string): string =>
  `${table.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Table`;

const printTable = ({ name, columns }: TableDescription): string =>
  `export interface ${interfaceName(name)} {\n${columns.map((column) => printColumn(name, column)).join('')}}\n`;

const heading = `// Generated from the migrated database by \`npm run generate\`. Do not edit.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** Read parsed, written as JSON text. */
export type Json = ColumnType<unknown, string, string>;
`;

/** The tables as Kysely takes them. */
export const printTables = (tables: readonly TableDescription[]): string => {
  const members = tables.map(({ name }) => `  ${name}: ${interfaceName(name)};\n`).join('');
  return [heading, ...tables.map(printTable), `export interface Tables {\n${members}}\n`].join('\n');
};
