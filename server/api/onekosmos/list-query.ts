import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import type { SessionPageQuery } from '../../domain/session/page-sessions.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { fromStatuses, fromWorkflowId, instanceStatuses } from './translate.ts';

/** How far back a list may reach. */
const MAX_DAYS_BACK = 90;
const MS_PER_DAY = 24 * 60 * 60 * 1000;

const time = z.iso.datetime({ offset: true });

const customFilter = z.object({
  key: z.string().min(1).max(200),
  value: z.union([z.string(), z.number(), z.boolean()]),
});

const query = z.object({
  status: z.array(z.enum(instanceStatuses)).max(50).nullish(),
  wfInstanceId: z.string().max(64).nullish(),
  workflowId: z.string().max(64).nullish(),
  from: time.nullish(),
  to: time.nullish(),
  customFilters: z.array(customFilter).max(5, 'At most 5 filters may be sent.').nullish(),
});

/** Neither member of the page has a default. */
export const listBody = z.object({
  pSize: z.int().min(1).max(100),
  pIndex: z.int().min(0).max(1_000_000_000),
  query: query.nullish(),
});

type ListQuery = z.output<typeof query>;

/** What is looked for; null where no instance can be what is asked for. */
export const toPageQuery = (
  { pSize, pIndex, query: given }: z.output<typeof listBody>,
  now: Date,
): Result<SessionPageQuery | null, DomainError> => {
  const page = { index: pIndex, size: pSize };
  if (given === undefined || given === null) return ok(page);
  const times = readTimes(given, now);
  if (!times.ok) return times;
  const filters = [readStates(given), readWorkflow(given), readPublicId(given)];
  if (filters.includes(null)) return ok(null);
  return ok(Object.assign({}, page, times.value, ...filters, { sealedMetadata: readPairs(given) }));
};

type Filter = Partial<SessionPageQuery>;

const readPairs = ({ customFilters }: ListQuery) =>
  (customFilters ?? []).map(({ key, value }) => ({ name: key, value: String(value) }));

const readStates = ({ status }: ListQuery): Filter | null => {
  if (status === undefined || status === null || status.length === 0) return {};
  const filter = fromStatuses(status);
  return filter.states.length === 0 ? null : filter;
};

const readWorkflow = ({ workflowId }: ListQuery): Filter | null => {
  if (workflowId === undefined || workflowId === null || workflowId === '') return {};
  const id = z.uuid().safeParse(fromWorkflowId(workflowId));
  return id.success ? { workflowId: id.data } : null;
};

const prefix = 'wfi-';
const uuidLength = 36;

/** A part of `wfi-` and the id, in any case: where it reaches into the prefix, the id begins with what is left of it. */
const readPublicId = ({ wfInstanceId }: ListQuery): Filter | null => {
  const part = (wfInstanceId ?? '').toLowerCase();
  if (prefix.includes(part)) return {};
  const reached = [0, 1, 2].map((from) => prefix.slice(from)).find((rest) => part.startsWith(rest));
  if (reached !== undefined) return { publicIdStart: part.slice(reached.length) };
  if (!/^[0-9a-f-]+$/.test(part)) return null;
  return part.length === uuidLength ? { publicIdStart: part } : { publicIdPart: part };
};

const readTimes = ({ from, to }: ListQuery, now: Date): Result<Filter, DomainError> => {
  const [start, end] = [from ?? null, to ?? null];
  if (start === null && end === null) return ok({});
  if (start === null || end === null)
    return fail(wrong(start === null ? 'from' : 'to', 'from and to need each other.'));
  const [updatedFrom, updatedTo] = [new Date(start), new Date(end)];
  if (updatedFrom.getTime() < now.getTime() - MAX_DAYS_BACK * MS_PER_DAY) {
    return fail(wrong('from', `Field should be from current time to minus ${MAX_DAYS_BACK} days`));
  }
  if (updatedTo < updatedFrom) return fail(wrong('to', "Date 'to' must be after or equal to 'from'"));
  return ok({ updatedFrom, updatedTo });
};

const wrong = (member: string, sentence: string): DomainError =>
  domainError('request_invalid', sentence, [{ pointer: `/query/${member}`, code: 'invalid_value', sentence }]);
