import { readFile } from 'node:fs/promises';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { system } from '../domain/actor.ts';
import type { DomainContext } from '../domain/context.ts';
import { eraseEntity } from '../domain/entity/erase-entity.ts';
import { readErasureLines } from '../domain/entity/erasure-line.ts';

/**
 * Erases again whoever these lists name and the restored database still has. Gives how many; the error is a sentence.
 * A list that is missing is an empty one.
 */
export const applyErasures = async (
  context: DomainContext,
  { lists, text }: { readonly lists: readonly string[]; readonly text: string },
): Promise<Result<number, string>> => {
  const texts = [text, ...(await Promise.all(lists.map(readIfPresent)))];
  const erasures = new Map(texts.flatMap(readErasureLines).map((erasure) => [erasure.entityId, erasure]));
  let count = 0;
  for (const { organizationId, environment, entityId } of erasures.values()) {
    const erased = await eraseEntity(context, { organizationId, environment }, entityId, afterRestore, system);
    if (erased.ok) count += 1;
    else if (erased.error.code !== 'not_found')
      return fail(`The entity ${entityId} could not be erased again: ${erased.error.detail}`);
  }
  return ok(count);
};

const afterRestore = 'Applied again after a restore from a backup that was made before the erasure.';

const readIfPresent = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (Reflect.get(Object(error), 'code') === 'ENOENT') return '';
    throw error;
  }
};
