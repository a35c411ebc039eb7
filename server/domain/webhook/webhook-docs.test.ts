import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { webhookEvent, webhookEventTypes } from '@gatehouse/core/contract/webhook-event.ts';
import { retryDelaysMs } from '../delivery/back-off.ts';
import { createSecret, signMessage } from './secret.ts';
import { writeWebhookBody } from './webhook-body.ts';

/** What docs/webhooks.md tells customers to copy has to work, and its tables have to be those of the code. */
const page = readFileSync(join(import.meta.dirname, '../../../docs/webhooks.md'), 'utf8');

const blockOf = (language: string): string =>
  new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\n\`\`\``).exec(page)?.[1] ?? assert.fail(`no ${language} in the page`);

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-docs-'));
after(() => rmSync(folder, { recursive: true }));

const body = '{"type":"session.completed","data":{"name":"Zoë"}}';
const [secret, before, foreign] = [createSecret(), createSecret(), createSecret()];

interface Message {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secret: string;
}

const messageAt = (timestamp: number, secrets: readonly string[]): Message => ({
  body,
  headers: {
    'webhook-id': 'msg',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signMessage(secrets, { id: 'msg', timestamp, body }),
  },
  secret,
});

const now = Math.floor(Date.now() / 1000);
const cases: readonly (readonly [name: string, message: Message, isTaken: boolean])[] = [
  ['takes a message', messageAt(now, [secret]), true],
  ['takes one with two signatures', messageAt(now, [before, secret]), true],
  ['refuses one of a stranger', messageAt(now, [foreign]), false],
  ['refuses one that was changed', { ...messageAt(now, [secret]), body: body.replace('Zoë', 'Eve') }, false],
  ['refuses an old one', messageAt(now - 301, [secret]), false],
  ['refuses one from the future', messageAt(now + 400, [secret]), false],
  [
    'refuses one without a time',
    { ...messageAt(now, [secret]), headers: { ...messageAt(now, [secret]).headers, 'webhook-timestamp': 'x' } },
    false,
  ],
];

const nodeProgram = `${blockOf('js')}
import { readFileSync } from 'node:fs';
const { body, headers, secret } = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(verify(body, headers, secret)));
`;

const pythonProgram = `${blockOf('python')}
import sys
m = json.loads(sys.stdin.buffer.read())
print(json.dumps(verify(m["body"].encode(), m["headers"], m["secret"])))
`;

const hasPython = spawnSync('python3', ['--version']).status === 0;

const programs = [
  { language: 'Node', command: process.execPath, file: 'verify.mjs', source: nodeProgram, skip: false },
  {
    language: 'Python',
    command: 'python3',
    file: 'verify.py',
    source: pythonProgram,
    skip: !hasPython && 'there is no python3 on this machine',
  },
] as const;

for (const { language, command, file, source, skip } of programs) {
  describe(`the example in ${language}`, { skip }, () => {
    const path = join(folder, file);
    writeFileSync(path, source);
    for (const [name, message, isTaken] of cases) {
      it(name, () => {
        const ran = spawnSync(command, [path], { input: JSON.stringify(message), encoding: 'utf8' });
        assert.equal(ran.status === 0, isTaken, ran.stderr);
        if (isTaken) assert.deepEqual(JSON.parse(ran.stdout), JSON.parse(body));
      });
    }
  });
}

describe('the page on webhooks', () => {
  it('names every event type', () => {
    for (const type of webhookEventTypes) assert.ok(page.includes(`\`${type}\``), type);
  });

  it('shows a body as it is sent', () => {
    const shown = webhookEvent.parse(JSON.parse(blockOf('json')));
    assert.equal(writeWebhookBody(shown), JSON.stringify(JSON.parse(blockOf('json'))));
  });

  it('has the waits between attempts', () => {
    const units: readonly (readonly [string, number])[] = [
      ['second', 1_000],
      ['minute', 60_000],
      ['hour', 3_600_000],
    ];
    const waits = [...page.matchAll(/^\| \d+ \| (\d+) (second|minute|hour)s? \|$/gm)].map(
      ([, count, unit]) => Number(count) * (units.find(([name]) => name === unit)?.[1] ?? 0),
    );
    assert.deepEqual(waits, retryDelaysMs);
  });
});
