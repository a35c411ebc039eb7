import type { Command } from './command.ts';

export const serveCommand: Command = {
  name: 'serve',
  parameters: '',
  summary: 'Starts the server, as `npm start` does.',
  details: ['Settings are environment variables; docs/settings.md lists them. Ends with SIGTERM or Ctrl-C.'],
  run: async (args, output, environment) => {
    if (args.length > 0) {
      await output.complain(`serve takes no arguments; settings are environment variables. Got: ${args.join(' ')}`);
      return 1;
    }
    // Loaded only now: the other commands start without the HTTP server.
    const { serve } = await import('../start.ts');
    return serve(environment);
  },
};
