import { type CountersAnswer, counterQuery, counters } from '@gatehouse/core/contract/counter.ts';
import { readCounters } from '../../domain/counter/read-counters.ts';
import { nothing, translated } from '../endpoint.ts';
import { defineEndpoint } from './route.ts';

export const getCountersEndpoint = defineEndpoint({
  summary: 'How many sessions stand in each state, and what happened day by day',
  takes: { ...nothing, query: counterQuery },
  gives: counters,
  status: 200,
  errors: [],
  handler: ({ context, scope, query: { from, to, workflowId } }) =>
    translated(
      readCounters(context, scope, { from: from ?? null, to: to ?? null, workflowId: workflowId ?? null }),
      (found): CountersAnswer => ({ ...found, totals: [...found.totals], days: [...found.days] }),
    ),
});
