// Writes all completed sessions of the last 30 days as CSV, page by page, however many there are.
//   node examples/export-to-csv.ts > sessions.csv
import { connect } from './connect.ts';

const gatehouse = connect();
const createdAfter = new Date(Date.now() - 30 * 24 * 3600 * 1000).toISOString();
const quoted = (value: string | null): string => `"${(value ?? '').replaceAll('"', '""')}"`;

console.log('session,created,ended,decision,name');
for await (const session of gatehouse.sessions.list({ state: 'completed', createdAfter, limit: 100 })) {
  const { id, createdAt, endedAt, decision, entity } = session;
  console.log([id, createdAt, endedAt ?? '', decision ?? '', quoted(entity.name)].join(','));
}
