import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serveCommand } from './serve.ts';

const refusalOf = async (args: readonly string[]): Promise<string> => {
  const complained: string[] = [];
  const output = { print: async () => {}, complain: async (line: string) => void complained.push(line) };
  assert.equal(await serveCommand.run(args, output, {}), 1);
  return complained.join();
};

for (const args of [['--role'], ['--role', 'database'], ['--role', 'api', 'worker'], ['api'], ['--port', '80']]) {
  test(`serve ${args.join(' ')} is refused with the words that it takes`, async () => {
    assert.match(await refusalOf(args), /^serve takes --role all, api or worker and nothing else;/);
  });
}
