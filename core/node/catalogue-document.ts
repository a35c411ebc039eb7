import { z } from 'zod';
import { describeCatalogue, type NodeTypeDescription } from './catalogue.ts';
import type { FieldDeclaration, OutcomeDeclaration } from './node-type.ts';

/** docs/nodes.md, read from the catalogue. */
export const catalogueDocument = (): string => `# Node types

A workflow is a graph of nodes. Each node has a type and a config; its outcomes lead to other nodes. Later nodes refer to
what a node brought as \`nodes.<id>.<field>\`, to the entity as \`entity.<member>\` and to values given beforehand as
\`prefill.<member>\`. Texts are written per language: \`{ "en": "Name", "de": "Name" }\`.

A template is a text with places for values: \`Dear {{nodes.form.name}}\`. A place holds one of these references, or
\`session.id\`.

${describeCatalogue().map(section).join('\n')}
Generated from \`core/node/\` by \`npm run generate\`.
`;

const turns: Readonly<Record<NodeTypeDescription['mode'], string>> = {
  interactive: 'It is the person’s turn.',
  automatic: 'It goes on by itself.',
  waiting: 'Something outside has the turn.',
  terminal: 'It ends the run.',
  internal: 'It goes on by itself, unseen.',
};

const section = (type: NodeTypeDescription): string => `## ${type.type}

${type.description.en} ${turns[type.mode]}${type.mode === 'terminal' ? '' : ` Attempts: ${type.maxAttempts} at most, unless the node says otherwise.`}

${membersTable(type.config)}${outcomesTable(type.outcomes)}${fieldsTable(type.fields)}Example:

\`\`\`json
${JSON.stringify(type.example, null, 2)}
\`\`\`
`;

const member = z.looseObject({ description: z.string().optional(), default: z.json().optional() });

const objectSchema = z.looseObject({
  properties: z.record(z.string(), member),
  required: z.array(z.string()).default([]),
});

function membersTable(config: object): string {
  const { properties, required } = objectSchema.parse(config);
  const rows = Object.entries(properties).map(([name, { description = '', default: fallback }]) => {
    const need = required.includes(name) ? 'required' : fallback === undefined ? '' : `\`${JSON.stringify(fallback)}\``;
    return [`\`${name}\``, need, description];
  });
  return table(['config', 'default', 'meaning'], rows);
}

const outcomesTable = (outcomes: readonly OutcomeDeclaration[]): string =>
  table(
    ['outcome of the example', 'edge', 'when'],
    outcomes.map(({ name, required, description }) => [`\`${name}\``, required ? 'required' : '', description]),
  );

const fieldsTable = (fields: readonly FieldDeclaration[]): string =>
  table(
    ['field of the example', 'type', 'meaning'],
    fields.map(({ name, type, description }) => [`\`${name}\``, type, description]),
  );

/** A table with an empty line behind it; nothing where there are no rows. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`);
  return `${lines.join('\n')}\n\n`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
