import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { catalogueDocument } from '../../core/node/catalogue-document.ts';
import { repository } from '../lint/repository-sources.ts';

/** docs/nodes.md, from the catalogue of node types. */
export const generateNodes = async (): Promise<readonly string[]> => {
  await writeFile(join(repository, 'docs/nodes.md'), catalogueDocument());
  return ['docs/nodes.md'];
};
