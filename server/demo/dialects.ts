import type { DemoPlace } from './demo-place.ts';
import { ensureDialectKeys } from './ensure-dialect-keys.ts';
import { ensureLicences } from './ensure-licences.ts';

/** Makes sure of one dialect's member of the file. What is missing in it or does not hold is made anew. */
export type EnsureMember = (place: DemoPlace, present: unknown) => Promise<object>;

/** The members of the file that programs for another vendor's API need, in their order. */
const members: Readonly<Record<string, EnsureMember>> = {
  onekosmos: ensureLicences,
  verifa: ensureDialectKeys('verifa', { live: 'live', test: 'sandbox' }),
  deepidv: ensureDialectKeys('deepidv', { live: 'live', test: 'test' }),
};

export const ensureDialects = async (
  place: DemoPlace,
  present: Readonly<Record<string, unknown>>,
): Promise<Record<string, object>> => {
  const ensured: Record<string, object> = {};
  for (const [name, ensure] of Object.entries(members)) ensured[name] = await ensure(place, present[name]);
  return ensured;
};
