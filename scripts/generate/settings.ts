import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { settingsDocument } from '../../server/settings-document.ts';
import { repository } from '../lint/repository-sources.ts';

/** docs/settings.md, from the one schema of the settings. */
export const generateSettings = async (): Promise<readonly string[]> => {
  await writeFile(join(repository, 'docs/settings.md'), settingsDocument());
  return ['docs/settings.md'];
};
