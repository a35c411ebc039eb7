import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../server/version.ts';
import { writeData } from './keep-release/data.ts';
import { makeLogs } from './keep-release/logs.ts';
import { repository } from './lint/repository-sources.ts';

// Keeps logs and data of this release: every later one must replay the logs, and take the data over. Once for each
// release, before it is tagged; what is kept is never made again.

const logs = join(repository, 'core/workflow/test/releases', `${version}.json.gz`);
const data = join(repository, 'server/test/releases', version);
for (const path of [logs, data]) {
  if (existsSync(path)) throw new Error(`${path} is kept already. What a release wrote cannot change any more.`);
}
const { bytes, covered } = makeLogs();
writeFileSync(logs, bytes);
mkdirSync(data, { recursive: true });
await writeData(data);
console.log(`Kept ${logs} and ${data}.\n${covered.join('\n')}`);
