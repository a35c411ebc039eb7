import type { Command } from './command.ts';

export const readDocumentCommandEntry: Command = {
  name: 'read-document',
  parameters: 'FILE...',
  summary: 'Reads the machine-readable zone of photos; needs no server and no database.',
  details: [
    'Prints one JSON object a line for each file, in order: { file, accepted, lines, fields, reasons, confidence, ms, ... }.',
    'The exit code is 1 when a file could not be opened; a photo that is not accepted is an answer, not an error.',
  ],
  run: async (args, output) => {
    // Loaded only now: the other commands do without the reader's weights and the image library.
    const { readDocumentCommand } = await import('./read-document.ts');
    let printed = Promise.resolve();
    const code = await readDocumentCommand(args, {
      write: (text) => {
        printed = printed.then(() => output.print(text.trimEnd()));
      },
    });
    await printed;
    return code;
  },
};
