// Hands a person over what is kept of them, and erases it.
//   node examples/erase-a-person.ts ada@example.com "Asked for it by letter of 1 May." > export.json
import { connect } from './connect.ts';

const [email, reason = 'Asked for it.'] = process.argv.slice(2);
if (email === undefined) throw new Error('Write: node examples/erase-a-person.ts E-MAIL "REASON"');
const gatehouse = connect();

const found = await gatehouse.entities.list({ email }).toArray();
if (found.length === 0) console.error('Nobody is known under this address.');
for (const { id } of found) {
  console.log(JSON.stringify(await gatehouse.entities.export(id), null, 2));
  const { erasedAt } = await gatehouse.entities.erase(id, { reason });
  console.error(`Erased ${id} at ${erasedAt}.`);
}
