import { z } from 'zod';

/**
 * Cursor paging: `nextCursor` of one page is the `cursor` of the next, and null at the end. A cursor is opaque, and stays
 * right while rows come in.
 */
export const pageQuery = z.strictObject({
  /** Items on a page. */
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Items on a page, 1 to 100.'),
  cursor: z.string().min(1).max(200).optional().describe('The `nextCursor` of the page before.'),
});

export type PageQuery = z.infer<typeof pageQuery>;

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null at the end.'),
  });
