/** Coefficients c with the least sum of (rows[i] . c - values[i])^2, or null when the rows do not settle them. Few columns: solved by the normal equations. */
export function fitLeastSquares(rows: readonly (readonly number[])[], values: readonly number[]): number[] | null {
  const count = rows[0]?.length ?? 0;
  const system = Array.from({ length: count }, () => new Array<number>(count + 1).fill(0));
  rows.forEach((row, at) => {
    for (let i = 0; i < count; i++) {
      const line = system[i] ?? [];
      for (let j = 0; j < count; j++) line[j] = (line[j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0);
      line[count] = (line[count] ?? 0) + (row[i] ?? 0) * (values[at] ?? 0);
    }
  });
  return solve(system);
}

/** Gaussian elimination with the largest pivot; the last column holds the right side. */
function solve(system: number[][]): number[] | null {
  const count = system.length;
  for (let pivot = 0; pivot < count; pivot++) {
    let best = pivot;
    for (let row = pivot + 1; row < count; row++)
      if (Math.abs(system[row]?.[pivot] ?? 0) > Math.abs(system[best]?.[pivot] ?? 0)) best = row;
    const lead = system[best];
    const other = system[pivot];
    if (!lead || !other || Math.abs(lead[pivot] ?? 0) < 1e-9) return null;
    system[best] = other;
    system[pivot] = lead;
    system.forEach((row, at) => {
      if (at === pivot) return;
      const share = (row[pivot] ?? 0) / (lead[pivot] ?? 1);
      for (let j = pivot; j <= count; j++) row[j] = (row[j] ?? 0) - share * (lead[j] ?? 0);
    });
  }
  return system.map((row, at) => (row[count] ?? 0) / (row[at] ?? 1));
}

/** The product of coefficients and one row. */
export function evaluate(coefficients: readonly number[], row: readonly number[]): number {
  return coefficients.reduce((sum, coefficient, i) => sum + coefficient * (row[i] ?? 0), 0);
}

/** The value below which the given share of the values lies; 0 for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
