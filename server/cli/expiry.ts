import { fail, ok, type Result } from '@gatehouse/core/result.ts';

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** When something ends that lives for `8h`, or until `2031-05-01` or `2031-05-01T12:00:00Z`. The error is a sentence. */
export const parseExpiry = (text: string, now: Date): Result<Date, string> => {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const until =
    count !== undefined && (unit === 'm' || unit === 'h' || unit === 'd')
      ? new Date(now.getTime() + Number(count) * unitMs[unit])
      : new Date(
          /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? text : Number.NaN,
        );
  if (Number.isNaN(until.getTime())) {
    return fail(`"${text}" is no time: write minutes, hours or days (30m, 8h, 90d), or a date such as 2031-05-01.`);
  }
  return until > now ? ok(until) : fail(`"${text}" is no time to come.`);
};
