import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, describe, test } from 'node:test';
import type { DatabaseWork } from './cli/command.ts';
import { databaseWorks } from './cli/database-works.ts';
import { commands, runCli } from './cli.ts';
import { loadConfig } from './config.ts';
import { askControl } from './control/client.ts';
import { startControl } from './control/server.ts';
import { ensureCredentials } from './demo/credentials.ts';
import { writeDailyHeads } from './domain/daily-head/write-daily-heads.ts';
import { authenticateLicence } from './domain/key/authenticate-licence.ts';
import { verifyLogin } from './domain/login/verify-login.ts';
import { listMembers } from './domain/user/list-members.ts';
import { createLogger } from './log.ts';
import { openContext } from './start/open-context.ts';
import { addSession, openGate } from './test/journey.ts';
import { expectOk } from './test/native-api.ts';

interface Answer {
  readonly code: number;
  readonly printed: readonly string[];
  readonly complained: readonly string[];
}

const folders: string[] = [];
const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-cli-'));
  folders.push(folder);
  return folder;
};
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const gatehouse = async (args: readonly string[], environment: Record<string, string> = {}): Promise<Answer> => {
  const printed: string[] = [];
  const complained: string[] = [];
  const output = {
    print: async (line: string) => void printed.push(line),
    complain: async (line: string) => void complained.push(line),
  };
  return { code: await runCli(args, output, environment), printed, complained };
};

const gate = await openGate();
const logger = createLogger({ level: 'silent' });
const absentId = '01a1fdc1-0413-7240-b32a-b111afb38840';

test('a command whose reader goes away ends there without a word', async () => {
  const closedPipe = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  const complained: string[] = [];
  const output = {
    print: () => Promise.reject(closedPipe),
    complain: async (line: string) => void complained.push(line),
  };
  assert.deepEqual([await runCli(['help'], output, {}), complained], [0, []]);
});

describe('help', () => {
  test('names every command', async () => {
    const { code, printed } = await gatehouse([]);
    assert.equal(code, 0);
    for (const { name, summary } of commands) {
      assert.ok(
        printed.some((line) => line.includes(name) && line.includes(summary)),
        name,
      );
    }
  });

  for (const args of [
    ['help', 'verify'],
    ['verify', '--help'],
    ['verify', '-h'],
  ]) {
    test(`says more with: ${args.join(' ')}`, async () => {
      const { code, printed } = await gatehouse(args);
      assert.equal(code, 0);
      assert.match(printed[0] ?? '', /^usage: gatehouse verify SESSION \| --all/);
    });
  }

  const slips: Readonly<Record<string, RegExp>> = {
    verfy: /Did you mean verify\?/,
    Replay: /Did you mean replay\?/,
    'read-documents': /Did you mean read-document\?/,
    xyzzy: /gatehouse help lists the commands/,
  };
  for (const [name, hint] of Object.entries(slips)) {
    test(`has a hint for the unknown command ${name}`, async () => {
      const { code, complained } = await gatehouse([name]);
      assert.equal(code, 1);
      assert.match(complained.join('\n'), hint);
    });
  }
});

describe('a command while a server runs', async () => {
  const dataDir = makeFolder();
  const works = new Map<string, DatabaseWork>(databaseWorks);
  const control = await startControl({ dataDir, context: gate.context, works, logger });
  assert.ok(control);
  after(async () => {
    await control.close();
    await gate.close();
  });
  const place = await gate.addOrganization();
  const whole = await addSession(gate.context, place);
  const run = (...args: string[]): Promise<Answer> => gatehouse(args, { DATA_DIR: dataDir });

  test('replays a session', async () => {
    const { code, printed, complained } = await run('replay', whole.id);
    assert.deepEqual(complained, []);
    assert.equal(code, 0);
    assert.equal(printed[0], `session ${whole.id}`);
    assert.match(printed[1] ?? '', /1 .* system +created$/);
    assert.match(printed.at(-1) ?? '', /identical to the stored one, byte for byte/);
  });

  test('replays for machines', async () => {
    const { code, printed } = await run('replay', whole.id, '--json');
    assert.equal(code, 0);
    assert.equal(printed.length, 1);
    const replay = JSON.parse(printed[0] ?? '');
    assert.equal(replay.isIdentical, true);
    assert.deepEqual(Object.keys(replay.events[0]).includes('event'), false, 'nothing that the person submitted');
  });

  test('verifies a session', async () => {
    assert.deepEqual(await run('verify', whole.id), {
      code: 0,
      printed: [`session ${whole.id}: 1 event, intact`],
      complained: [],
    });
  });

  test('makes a licence and a token that the server takes at once, and ends them', async () => {
    const secret = (await run('licence', 'create', '--level', 'app')).printed.join();
    const { keyId } = expectOk(await authenticateLicence(gate.context, secret));
    const members = await listMembers(gate.context, place.scope.organizationId);
    const asked = ['--user', members[0]?.id ?? '', '--permission', 'workflow.manage'];
    const token = (await run('token', 'create', ...asked)).printed.join();
    const { loginId } = expectOk(await verifyLogin(gate.context, token));
    assert.deepEqual([(await run('licence', 'revoke', keyId)).code, (await run('token', 'end', loginId)).code], [0, 0]);
    assert.equal((await authenticateLicence(gate.context, secret)).ok, false);
    assert.equal((await verifyLogin(gate.context, token)).ok, false);
  });

  test('finds the one log that was changed, in any organization', async () => {
    assert.deepEqual((await run('verify', '--all')).printed, [
      '1 session, the acts of 1 organization and 0 daily lines: all intact',
    ]);
    const changed = await addSession(gate.context, await gate.addOrganization('test'));
    await gate.database.owner
      .updateTable('event')
      .set({ at: new Date('2001-01-01') })
      .where('session_id', '=', changed.id)
      .execute();
    const { code, printed } = await run('verify', '--all');
    assert.equal(code, 1);
    assert.match(printed[0] ?? '', new RegExp(`^session ${changed.id}: BROKEN at event 1\\.`));
    assert.deepEqual(printed.slice(1), ['2 sessions, the acts of 2 organizations and 0 daily lines: 1 BROKEN']);
    assert.equal((await run('verify', changed.id)).code, 1);
    assert.equal(
      (await run('verify', '--all', '--json')).printed.length,
      4,
      'two sessions and the acts of two organizations',
    );
  });

  const refused: readonly { readonly args: readonly string[]; readonly sentence: RegExp }[] = [
    { args: ['replay'], sentence: /Write: gatehouse replay SESSION/ },
    { args: ['replay', 'nonsense'], sentence: /"nonsense" is not the id of a session/ },
    { args: ['replay', absentId], sentence: /There is no session 01a1fdc1/ },
    { args: ['replay', absentId, '--jsn'], sentence: /--jsn/ },
    { args: ['verify'], sentence: /Write: gatehouse verify SESSION/ },
    { args: ['verify', absentId, '--all'], sentence: /Write: gatehouse verify SESSION/ },
    { args: ['verify', absentId], sentence: /There is no session 01a1fdc1/ },
  ];
  for (const { args, sentence } of refused) {
    test(`refuses: ${args.join(' ')}`, async () => {
      const { code, printed, complained } = await run(...args);
      assert.equal(code, 1);
      assert.deepEqual(printed, []);
      assert.equal(complained.length, 1);
      assert.match(complained[0] ?? '', sentence);
    });
  }

  test('migrates nothing, for the start did so', async () => {
    const { code, printed } = await run('migrate');
    assert.equal(code, 0);
    assert.match(printed.join(), /A server runs on this data folder/);
  });

  test('is told when the server is of another release', async () => {
    works.delete('replay');
    const { code, complained } = await run('replay', whole.id);
    works.set('replay', databaseWorks.get('replay') ?? assert.fail());
    assert.equal(code, 1);
    assert.match(complained.join(), /does not know the command replay/);
  });

  test('is told when the work fails inside the server', async () => {
    works.set('replay', () => Promise.reject(new Error('no disk')));
    const { code, complained } = await run('replay', whole.id);
    works.set('replay', databaseWorks.get('replay') ?? assert.fail());
    assert.equal(code, 1);
    assert.deepEqual(complained, ['The command failed inside the server; its log says why.']);
  });

  test('that is interrupted is stopped inside the server', async () => {
    const stopped = Promise.withResolvers<void>();
    works.set('verify', async (_context, _args, output, signal) => {
      await output.print('begun');
      await once(signal, 'abort');
      stopped.resolve();
      return 0;
    });
    const answer = await askControl(dataDir, { command: 'verify', args: [] });
    assert.deepEqual((await answer?.next())?.value, { print: 'begun' });
    await answer?.return(undefined);
    await stopped.promise;
    works.set('verify', databaseWorks.get('verify') ?? assert.fail());
  });

  test('finds one server behind the socket: a second process leaves it to the first', async () => {
    assert.equal(await startControl({ dataDir, context: gate.context, works, logger }), null);
    assert.equal((await run('verify', whole.id)).code, 0);
  });

  test('finds a session that is gone by the line of its day', async () => {
    // Days that are over by the database's clock too: others have no line yet.
    const at = (time: string) => ({ ...gate.context, now: () => new Date(time) });
    const place = await gate.addOrganization();
    const gone = await addSession(at('2021-05-01T12:00:00Z'), place);
    const context = at('2021-05-03T12:00:00Z');
    await writeDailyHeads(context, place.scope, new AbortController().signal);
    const before = await run('verify', '--all');
    assert.match(before.printed.at(-1) ?? '', / and 2 daily lines: /);
    await gate.database.owner.deleteFrom('event').where('session_id', '=', gone.id).execute();
    await gate.database.owner.deleteFrom('session').where('id', '=', gone.id).execute();
    const { code, printed } = await run('verify', '--all');
    assert.equal(code, 1);
    assert.match(
      printed.at(-2) ?? '',
      new RegExp(`^line of .* BROKEN\\. Session ${gone.id} .* is gone without a tombstone`),
    );
  });
});

describe('a command while no server runs', async () => {
  const dataDir = makeFolder();
  const environment = { DATA_DIR: dataDir };
  const run = (...args: string[]): Promise<Answer> => gatehouse(args, environment);
  const makeSession = async (): Promise<void> => {
    const opened = expectOk(await openContext(expectOk(loadConfig(environment)), logger));
    await ensureCredentials(opened.context, join(dataDir, 'credentials.json'));
    await opened.close();
  };

  test('migrates, opens the database itself, and gives the folder free again', async () => {
    assert.equal((await run('migrate')).code, 0);
    assert.deepEqual((await run('migrate')).printed, ['The database is at the present schema.']);
    await makeSession();
    assert.deepEqual(await run('verify', '--all'), {
      code: 0,
      printed: ['1 session, the acts of 1 organization and 0 daily lines: all intact'],
      complained: [],
    });
    const [verification] = (await run('verify', '--all', '--json')).printed;
    const { sessionId } = JSON.parse(verification ?? '');
    assert.match((await run('replay', sessionId)).printed.at(-1) ?? '', /identical/);
  });

  test('makes licences and tokens, and lists them', async () => {
    const { id } = JSON.parse((await run('licence', 'create', '--level', 'system', '--json')).printed.join());
    const licences = (await run('licence', 'list')).printed;
    assert.equal(licences.filter((line) => line.startsWith(id)).length, 1);
    const asked = ['--user', 'owner@demo.invalid', '--permission', 'workflow.manage', '--json'];
    const login = JSON.parse((await run('token', 'create', ...asked)).printed.join());
    assert.equal((await run('token', 'list')).printed.filter((line) => line.startsWith(login.id)).length, 1);
    assert.equal((await run('token', 'end', login.id)).code, 0);
    assert.deepEqual((await run('token', 'list')).printed, []);
  });

  test('is refused while another process holds the folder', async () => {
    const opened = expectOk(await openContext(expectOk(loadConfig(environment)), logger));
    const { code, complained } = await run('verify', '--all');
    await opened.close();
    assert.equal(code, 1);
    assert.match(complained.join(), /is in use by another process/);
  });

  test('is refused with a wrong setting', async () => {
    const { code, complained } = await gatehouse(['verify', '--all'], { PORT: 'x' });
    assert.equal(code, 1);
    assert.match(complained.join(), /The setting PORT is "x"/);
  });
});

describe('the program', () => {
  const bin = join(import.meta.dirname, 'bin/gatehouse.mjs');
  const runBin = async (args: readonly string[], nodeArgs: readonly string[] = []) => {
    const child = spawn(process.execPath, [...nodeArgs, bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const closed: Promise<unknown[]> = once(child, 'close');
    const [printed, complained, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    return { printed, complained, code };
  };
  const oldNode = `data:text/javascript,${encodeURIComponent("Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })")}`;

  test('passes the exit code on', async () => {
    assert.equal((await runBin(['help'])).code, 0);
    assert.equal((await runBin(['nonsense'])).code, 1);
  });

  test('runs itself again under the packaged Node when its own is too old', async () => {
    const { printed, code } = await runBin(['help'], ['--import', oldNode]);
    assert.equal(code, 0);
    assert.match(printed, /usage: gatehouse/);
    const refused = await runBin(['nonsense'], ['--import', oldNode]);
    assert.equal(refused.code, 1);
    assert.match(refused.complained, /There is no command nonsense/);
  });
});
