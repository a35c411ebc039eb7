import type { Command } from './command.ts';

export const serveCommand: Command = {
  name: 'serve',
  parameters: '[--role all|api|worker]',
  summary: 'Starts the server, as `npm start` does.',
  details: [
    'Settings are environment variables; docs/settings.md lists them. Ends with SIGTERM or Ctrl-C.',
    '--role api serves requests and leaves background work to processes with --role worker; both need one PostgreSQL',
    '(DATABASE_URL), one master key and one place for files. Without it a process does everything.',
  ],
  run: async (args, output, environment) => {
    // Loaded only now: the other commands start without the HTTP server.
    const { roles, serve } = await import('../start.ts');
    const [flag, given = '', ...rest] = args.flatMap((arg) => (arg.startsWith('--role=') ? arg.split('=', 2) : [arg]));
    const role = flag === undefined ? 'all' : roles.find((name) => flag === '--role' && name === given);
    if (role === undefined || rest.length > 0) {
      await output.complain(
        `serve takes --role all, api or worker and nothing else; settings are environment variables. Got: ${args.join(' ')}`,
      );
      return 1;
    }
    return serve(environment, role);
  },
};
