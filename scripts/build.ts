import { buildPages } from '../server/start/pages.ts';
import { printedProgress } from '../server/start/progress.ts';
import { buildTemplate } from '../server/start/template.ts';

// What the first start would build: for an image or a release, whose first start then has nothing to do.
const progress = printedProgress((text) => process.stdout.write(text));
const built = await buildPages(progress);
if (built.ok) {
  await buildTemplate(progress);
} else {
  console.error(built.error);
  process.exitCode = 1;
}
