/** Middle value; of an even count the upper of the two. 0 of none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

/** The value below which `share` (0 to 1) of the values lie; 0 of none. */
export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((left, right) => left - right)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

/** A repeatable order for each round: the same seed always gives the same one. */
export const shuffled = <Value>(values: readonly Value[], seed: number): Value[] => {
  const order = [...values];
  let state = seed + 1;
  for (let index = order.length - 1; index > 0; index -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (index + 1);
    const [left, right] = [order[index], order[other]];
    if (left !== undefined && right !== undefined) {
      order[index] = right;
      order[other] = left;
    }
  }
  return order;
};
