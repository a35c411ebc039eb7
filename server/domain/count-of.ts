/** A number with its noun, whose plural ends in s: `1 finding`, `2 findings`. */
export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
