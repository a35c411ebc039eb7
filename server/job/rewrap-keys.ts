import type { DomainContext } from '../domain/context.ts';
import { rewrapKeys } from '../domain/sealing/rewrap-keys.ts';
import type { Sweep } from './sweep.ts';

/**
 * Carries a rotation of the master key to its end, and on while the key before it is known: a process that was started
 * before the rotation may still wrap under that one.
 */
export const createRewrapKeysSweep = (): Sweep<DomainContext> => {
  let isTold = false;
  return {
    name: 'rewrap-keys',
    everyMs: 60_000,
    sweep: async (context, signal, logger) => {
      if (!context.sealing.isRotating) return;
      const count = await rewrapKeys(context, signal);
      if (count === null) return;
      if (count > 0) logger.info({ count }, 'keys were wrapped under the new master key');
      else if (!isTold)
        logger.info('the rotation of the master key is complete: the previous key is not needed any more');
      isTold = count === 0;
    },
  };
};
