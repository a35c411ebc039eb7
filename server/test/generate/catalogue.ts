import type { Example } from './caller.ts';
import type { Operation } from './document.ts';

/** Ids of real objects of one organization and environment, by what an API calls them. */
export type Objects = Readonly<Record<string, string>>;

/**
 * What a generator cannot read from a document: how each operation is called in earnest. One for each API; an operation
 * that is missing is reported, so that a new route gets its line.
 */
export interface Catalogue {
  /** By the operation's key. Objects are those of whoever is meant, the caller's own or somebody else's. */
  readonly examples: Readonly<Record<string, (objects: Objects) => Example>>;
  /** Calls on the caller's own objects that name somebody else's in path, query or body. */
  readonly crossed: readonly {
    readonly key: string;
    readonly example: (own: Objects, foreign: Objects) => Example;
  }[];
  /** Operations that end an object; they are called last. */
  readonly isDestructive: (operation: Operation) => boolean;
}

/** Operations without an example, and examples without an operation. */
export const findGaps = (operations: readonly Operation[], { examples }: Catalogue): readonly string[] => {
  const keys = new Set(operations.map(({ key }) => key));
  return [
    ...[...keys].filter((key) => examples[key] === undefined).map((key) => `${key} has no example`),
    ...Object.keys(examples)
      .filter((key) => !keys.has(key))
      .map((key) => `${key} is not an operation`),
  ];
};

/** Reads first, ends last, so that each operation finds what it needs. */
export const inOrder = (operations: readonly Operation[], catalogue: Catalogue): readonly Operation[] => {
  const rank = (operation: Operation): number => {
    if (catalogue.isDestructive(operation)) return 2;
    return operation.method === 'GET' ? 0 : 1;
  };
  return [...operations].sort((left, right) => rank(left) - rank(right));
};

export const exampleOf = (catalogue: Catalogue, operation: Operation, objects: Objects): Example =>
  catalogue.examples[operation.key]?.(objects) ?? {};
