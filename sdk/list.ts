import type { CallOptions, QueryValue, Send } from './transport.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Null at the end. */
  readonly nextCursor: string | null;
}

/** A list on the server: read it page by page, or item by item to its end. Nothing is asked until then. */
export interface List<Item> extends AsyncIterable<Item> {
  /** One page: the first, or the one after a cursor. */
  page(cursor?: string): Promise<Page<Item>>;
  /** Everything at once, up to `limit` items (1000 by default). */
  toArray(limit?: number): Promise<Item[]>;
}

export const createList = <Item>(
  send: Send,
  path: string,
  query: Readonly<Record<string, QueryValue>> = {},
  options: CallOptions = {},
): List<Item> => {
  const page = (cursor?: string): Promise<Page<Item>> =>
    send({ method: 'GET', path, query: { ...query, ...(cursor !== undefined && { cursor }) } }, options);
  async function* read(): AsyncGenerator<Item> {
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await page(cursor);
      yield* items;
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
  return {
    page,
    [Symbol.asyncIterator]: read,
    toArray: async (limit = 1000) => {
      const items: Item[] = [];
      for await (const item of read()) {
        if (items.length >= limit) break;
        items.push(item);
      }
      return items;
    },
  };
};
