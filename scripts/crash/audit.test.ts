import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { addSessions, submission } from '../../bench/submit/gate.ts';
import { submitStep } from '../../server/domain/session/submit-step.ts';
import { expectOk } from '../../server/test/native-api.ts';
import { openPlace } from '../place.ts';
import { audit } from './audit.ts';

const place = { dataDir: mkdtempSync(join(tmpdir(), 'gatehouse-audit-')), databaseUrl: null };
after(() => rmSync(place.dataDir, { recursive: true }));

test('an audit finds a submission that is gone, one that nobody acknowledged is no problem, and work that is left', async () => {
  const { context, close } = await openPlace(place);
  const [session] = await addSessions(context, { organizations: 1, sessionsEach: 1 });
  if (session === undefined) throw new Error('No session was made.');
  for (const attempt of [1, 2]) {
    const step = { node: 'details', attempt, input: submission };
    expectOk(await submitStep(context, session.scope, session.id, step));
  }
  await close();
  const journey = { sessionId: session.id, acknowledged: ['details 1'], state: 'active' };
  const isLog = (problem: string) => problem.startsWith('Session');
  assert.deepEqual((await audit(place, [journey], new Map())).problems.filter(isLog), []);
  const lost = { ...journey, acknowledged: ['details 1', 'details 3'], state: 'completed' };
  assert.deepEqual((await audit(place, [lost], new Map())).problems.filter(isLog), [
    `Session ${session.id}: the submission details 3 is in the log 0 times.`,
    `Session ${session.id} was shown as completed and is another in its log.`,
  ]);
});
