/** Versions of the vendor's API that its pages name; what is documented of them is the same. */
export const versions = ['2026-01-01', '2026-02-01'] as const;

/** What the refusal of a version says; null for one that is served, and for none, which is the key's: the newest. */
export const findVersionProblem = (asked: string | readonly string[] | undefined): string | null =>
  asked === undefined || versions.some((known) => known === asked)
    ? null
    : `This version of the API is retired or unknown. Upgrade to ${versions.at(-1)}: send it as Verifa-Version, or leave the header out.`;
