/** A worker that misbehaves on command, for the tests of the pool: the first byte says how. */
export const read = ({ bytes }: { bytes: Uint8Array }): unknown => {
  if (bytes[0] === 1) process.exit(1);
  while (bytes[0] === 2) Math.random();
  return 'a reading';
};
