// Shows the sessions that wait for a person's decision; with --approve or --reject and a reason, decides the oldest.
//   node examples/review-sessions.ts
//   node examples/review-sessions.ts --approve "The photo is blurred, but it is she."
import { connect } from './connect.ts';

const [flag, reason] = process.argv.slice(2);
const gatehouse = connect();

const waiting = await gatehouse.sessions.list({ state: 'in_review' }).toArray(100);
if (waiting.length === 0) console.log('Nobody waits for a decision.');
for (const session of waiting) {
  const { reasons } = await gatehouse.sessions.results(session.id);
  console.log(`${session.id}  ${session.createdAt}  ${session.entity.name ?? '-'}`);
  for (const { sentence } of reasons) console.log(`    ${sentence}`);
}

const oldest = waiting.at(-1);
if (oldest !== undefined && (flag === '--approve' || flag === '--reject')) {
  const decision = flag === '--approve' ? 'approved' : 'rejected';
  if (reason === undefined) throw new Error(`Write why: ${flag} "..."`);
  const decided = await gatehouse.sessions.decide(oldest.id, { decision, reason });
  console.log(`Decided ${decided.id}: ${decided.decision}.`);
}
