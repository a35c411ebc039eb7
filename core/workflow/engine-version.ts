/**
 * Stands in the header of every event. It rises when the same graph and the same events would give another run, so that
 * a log says by which engine it was made.
 */
export const ENGINE_VERSION = 1;
