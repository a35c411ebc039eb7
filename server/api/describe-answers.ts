import { problem } from '@gatehouse/core/contract/problem.ts';
import type { z } from 'zod';
import { type ErrorCode, errorCatalogue } from '../errors.ts';

/** A success in the OpenAPI document. */
export const describeAnswer = (schema: z.ZodType) => ({
  description: 'Success.',
  content: { 'application/json': { schema } },
});

/** One answer for each status, which names the codes that share it. */
export const describeRefusals = (codes: readonly ErrorCode[]): Record<string, unknown> => {
  const byStatus = Object.groupBy(new Set(codes), (code) => String(errorCatalogue[code].status));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, members]) => [
      status,
      {
        description: (members ?? []).map((code) => `\`${code}\`: ${errorCatalogue[code].title}`).join(' '),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  );
};
