import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { addSession, holder, openGate, readFixture } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { openSession } from '../session/open-session.ts';
import { submitStep } from '../session/submit-step.ts';
import { insertDocument, listSessionDocuments } from './document.queries.ts';
import { MAX_UPLOADS_PER_SESSION } from './find-uploads.ts';
import { storeUpload } from './store-upload.ts';

const gate = await openGate();
const place = await gate.addOrganization();
after(() => gate.close());

test('photos that are sent at the same moment do not get past the limit of a session', async () => {
  const { context } = gate;
  const { scope } = place;
  const { id: sessionId } = await addSession(context, place);
  const { run } = expectOk(await openSession(context, scope, sessionId));
  const form = { node: run.node ?? '', attempt: run.attempt, input: holder };
  const { run: moved } = expectOk(await submitStep(context, scope, sessionId, form));
  const step = { node: moved.node ?? '', attempt: moved.attempt, side: 'front' as const };
  const bytes = await readFixture('demo-passport.jpg');
  expectOk(await storeUpload(context, scope, sessionId, { ...step, bytes }));
  const [first] = await listSessionDocuments(context.database, scope, sessionId, 1);
  assert.ok(first);
  for (let kept = 1; kept < MAX_UPLOADS_PER_SESSION - 1; kept += 1) {
    await insertDocument(context.database, scope, { ...first, id: context.newId() });
  }
  const sent = Array.from({ length: 4 }, () => storeUpload(context, scope, sessionId, { ...step, bytes }));
  const answers = await Promise.all(sent);
  assert.equal(answers.filter(({ ok }) => ok).length, 1);
  const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.error.code]));
  assert.deepEqual(refused, ['rate_limited', 'rate_limited', 'rate_limited']);
  const kept = await listSessionDocuments(context.database, scope, sessionId, MAX_UPLOADS_PER_SESSION + 10);
  assert.equal(kept.length, MAX_UPLOADS_PER_SESSION);
});
