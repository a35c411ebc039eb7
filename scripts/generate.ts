import { generateNodes } from './generate/nodes.ts';
import { generateSchema } from './generate/schema.ts';
import { generateSettings } from './generate/settings.ts';

/** Everything in the repository that is made from something else in it. Each writes its files and returns their paths. */
const generators: readonly (() => Promise<readonly string[]>)[] = [generateSchema, generateSettings, generateNodes];

for (const generate of generators) {
  for (const path of await generate()) console.log(path);
}
