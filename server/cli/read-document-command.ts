import { resolve } from 'node:path';
import type { Command, Environment } from './command.ts';

export const readDocumentCommandEntry: Command = {
  name: 'read-document',
  parameters: 'FILE...',
  summary: 'Reads the machine-readable zone of photos; needs no server and no database.',
  details: [
    'Prints one JSON object a line for each file, in order: { file, accepted, lines, fields, reasons, confidence, ms, ... }.',
    'The exit code is 1 when a file could not be opened; a photo that is not accepted is an answer, not an error.',
  ],
  run: async (args, output, environment) => {
    // Loaded only now: the other commands do without the reader's weights and the image library.
    const { readDocumentCommand } = await import('./read-document.ts');
    let printed = Promise.resolve();
    const write = (text: string): void => {
      printed = printed.then(() => output.print(text.trimEnd()));
    };
    const code = await readDocumentCommand(args, { write }, fromCallersFolder(environment));
    await printed;
    return code;
  },
};

/** npm runs its scripts in the folder of package.json, and says where it was called; files are named from there. */
const fromCallersFolder =
  ({ INIT_CWD: folder, npm_lifecycle_event: script }: Environment) =>
  (file: string): string =>
    script !== 'gatehouse' || folder === undefined || folder === process.cwd() ? file : resolve(folder, file);
