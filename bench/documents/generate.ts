import { createRandom } from '../../scripts/train-reader/random.ts';
import { conditions } from './conditions.ts';
import { generateDamaged } from './generate-damaged.ts';
import { otherConditions } from './other-conditions.ts';
import { drawOtherPage } from './other-page.ts';
import { drawPage, randomStyle } from './page.ts';
import { inventDocument } from './people.ts';
import { formatOf, pageWidthPx, type Specimen } from './specimen.ts';

/**
 * The two hands that draw documents: `print` follows the standard's measures, `camera` is held out and differs in everything.
 * `damaged` is the first hand with one character of each zone spoilt.
 */
export type Style = 'print' | 'camera' | 'damaged';

/** Draws `perCondition` documents for every condition of a style: passports, cards of both sizes, and every tenth a visa. */
export async function* generateSpecimens(style: Style, seed: number, perCondition: number): AsyncGenerator<Specimen> {
  if (style === 'damaged') return yield* generateDamaged(seed, perCondition);
  const all = style === 'print' ? conditions : otherConditions;
  for (const [c, [condition, distort]] of Object.entries(all).entries()) {
    for (let i = 0; i < perCondition; i++) {
      const random = createRandom(seed * 1_000_003 + c * 1009 + i);
      const format = formatOf(i);
      const truth = inventDocument(random, format);
      const page =
        style === 'print'
          ? await drawPage(truth, randomStyle(random), pageWidthPx, random)
          : await drawOtherPage(truth, random);
      const bytes = await distort(page, random);
      yield { name: `${condition} ${i + 1} ${format}`, condition, format, lines: truth.lines, bytes };
    }
  }
}
