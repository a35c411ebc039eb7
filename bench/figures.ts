/** One line of the table at the end of a run. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly aim: string | null;
  readonly isMet: boolean | null;
}

export const figure = (name: string, value: string): Figure => ({ name, value, aim: null, isMet: null });

export const atLeast = (name: string, value: number, aim: number, digits = 2, unit = ''): Figure => ({
  name,
  value: `${value.toFixed(digits)}${unit}`,
  aim: `at least ${aim}${unit}`,
  isMet: value >= aim,
});

export const atMost = (name: string, value: number, aim: number, digits = 2, unit = ''): Figure => ({
  name,
  value: `${value.toFixed(digits)}${unit}`,
  aim: `at most ${aim}${unit}`,
  isMet: value <= aim,
});

export const printFigures = (figures: readonly Figure[]): void => {
  console.log('\nfigure'.padEnd(63), 'measured'.padEnd(24), 'aim');
  for (const { name, value, aim, isMet } of figures) {
    console.log(
      name.padEnd(62),
      value.padEnd(24),
      aim === null ? '' : `${aim.padEnd(22)} ${isMet ? 'met' : 'NOT MET'}`,
    );
  }
};
