import type { ColumnDescription, TableDescription } from './read-schema.ts';

const identifier = (name: string): string => (/^[a-z_]+$/.test(name) && !reserved.has(name) ? name : `"${name}"`);

/** Names of ours that SQL reads as its own words. */
const reserved = new Set(['case', 'user']);

const printColumn = ({ name, type, isNullable, defaultTo, isGenerated }: ColumnDescription): string =>
  [
    identifier(name),
    type,
    isNullable ? '' : 'not null',
    isGenerated ? 'generated always as identity' : '',
    defaultTo === null ? '' : `default ${defaultTo}`,
  ]
    .filter(Boolean)
    .join(' ');

const printSecurity = ({ name, isSecured, isForced }: TableDescription): string[] => [
  ...(isSecured ? [`alter table ${identifier(name)} enable row level security`] : []),
  ...(isForced ? [`alter table ${identifier(name)} force row level security`] : []),
];

const printTable = (table: TableDescription): string => {
  const lines = [...table.columns.map(printColumn), ...table.constraints].map((line) => `  ${line}`);
  const options = table.options.length > 0 ? ` with (${table.options.join(', ')})` : '';
  const rest = [...table.indexes, ...printSecurity(table), ...table.policies, ...table.grants];
  return [`create table ${identifier(table.name)} (\n${lines.join(',\n')}\n)${options}`, ...rest]
    .map((statement) => `${statement};\n`)
    .join('');
};

/** The present schema for a reader, in the words of SQL. It is not what makes a database: the migrations do. */
export const printSchema = (tables: readonly TableDescription[]): string =>
  ['-- Generated from the migrated database by `npm run generate`. Do not edit.\n', ...tables.map(printTable)].join(
    '\n',
  );
