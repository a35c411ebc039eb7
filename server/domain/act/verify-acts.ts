import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { chainHash, GENESIS_HASH } from '../chain.ts';
import type { DomainContext } from '../context.ts';
import { type ActRow, findActHead, listActRows } from './act.queries.ts';

/** Acts that are read at once. */
const PAGE = 500;

/** The first place where an organization's log of acts is not what was written. */
export interface BrokenAct {
  readonly number: number;
  readonly sentence: string;
}

/**
 * Recomputes the chain of an organization's acts and compares it with the head that the organization's row keeps, so that
 * an altered, missing, inserted or cut-off act shows. Gives the number of acts.
 */
export async function verifyActs(
  context: Pick<DomainContext, 'database'>,
  organizationId: string,
): Promise<Result<{ readonly count: number }, BrokenAct>> {
  const db = context.database.scoped({ organizationId, environment: null });
  // The head is read first: acts that are written meanwhile come after it and are left to the next time.
  const head = await findActHead(db, organizationId);
  if (head === undefined) return fail({ number: 0, sentence: 'There is no such organization.' });
  let hash = GENESIS_HASH;
  let count = 0;
  while (count < head.act_count) {
    const rows = await listActRows(db, organizationId, { after: count, limit: Math.min(PAGE, head.act_count - count) });
    if (rows.length === 0) return fail({ number: count + 1, sentence: `Act ${count + 1} is missing.` });
    for (const row of rows) {
      const broken = checkAct(row, count + 1, hash);
      if (broken !== undefined) return fail(broken);
      hash = row.hash;
      count += 1;
    }
  }
  return Buffer.compare(hash, head.act_hash) === 0
    ? ok({ count })
    : fail({ number: count, sentence: `The log does not end at act ${count} as the organization remembers it.` });
}

const checkAct = (row: ActRow, expected: number, previous: Uint8Array): BrokenAct | undefined => {
  if (row.number !== expected) return { number: expected, sentence: `Act ${expected} is missing.` };
  const header = {
    organizationId: row.organization_id,
    number: row.number,
    type: row.type,
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    subjectId: row.subject_id,
    at: row.at.toISOString(),
  };
  return Buffer.compare(chainHash(previous, header, row.payload), row.hash) === 0
    ? undefined
    : { number: expected, sentence: `Act ${expected} was altered, or one before it.` };
};
