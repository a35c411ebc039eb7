import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tallyChanges } from './tally.ts';

const organizationId = '01890000-0000-7000-8000-00000000000a';
const workflowId = '01890000-0000-7000-8000-00000000000b';

const change = (from: string | null, to: string, decision: string | null = null, at = '2031-05-01T12:00:00.000Z') => ({
  organizationId,
  environment: 'live',
  sessionId: workflowId,
  workflowId,
  eventNumber: 1,
  from,
  to,
  decision,
  at,
});

/** `state:change` and `day measure:change`, which is what the cases are about. */
const shown = (payloads: readonly unknown[]) => {
  const { totals, days } = tallyChanges(payloads);
  return {
    totals: totals.map((row) => `${row.state}${row.decision && `/${row.decision}`}:${row.change}`),
    days: days.map((row) => `${row.day} ${row.measure}:${row.change}`),
  };
};

const cases: readonly (readonly [name: string, changes: readonly unknown[], totals: string[], days: string[]])[] = [
  ['nothing', [], [], []],
  ['a new session', [change(null, 'created')], ['created:1'], ['2031-05-01 created:1']],
  ['a visit', [change('created', 'active')], ['active:1', 'created:-1'], ['2031-05-01 opened:1']],
  [
    'a visit that leads to a check',
    [change('created', 'waiting')],
    ['created:-1', 'waiting:1'],
    ['2031-05-01 opened:1'],
  ],
  [
    'a run after a rejection, in another workflow',
    [{ ...change('completed', 'waiting'), left: { workflowId: organizationId, decision: 'rejected' } }],
    ['completed/rejected:-1', 'waiting:1'],
    [],
  ],
  [
    'a run that ends at once, as the one before did',
    [{ ...change('completed', 'completed', 'rejected'), left: { workflowId, decision: 'rejected' } }],
    [],
    ['2031-05-01 completed:1', '2031-05-01 rejected:1'],
  ],
  ['a link that nobody opened', [change('created', 'expired')], ['created:-1', 'expired:1'], ['2031-05-01 expired:1']],
  [
    'a whole life, which leaves its end alone',
    [
      change(null, 'created'),
      change('created', 'active'),
      change('active', 'waiting'),
      change('waiting', 'active'),
      change('active', 'in_review'),
      change('in_review', 'completed', 'approved', '2031-05-02T00:00:00.000Z'),
    ],
    ['completed/approved:1'],
    [
      '2031-05-01 created:1',
      '2031-05-01 inReview:1',
      '2031-05-01 opened:1',
      '2031-05-02 approved:1',
      '2031-05-02 completed:1',
    ],
  ],
  [
    'three at once, added up',
    [change(null, 'created'), change(null, 'created'), change('active', 'completed')],
    ['active:-1', 'completed:1', 'created:2'],
    ['2031-05-01 completed:1', '2031-05-01 created:2'],
  ],
  [
    'the last moment of a day',
    [change(null, 'created', null, '2031-12-31T23:59:59.999Z')],
    ['created:1'],
    ['2031-12-31 created:1'],
  ],
  ['what is no change of a session', [null, {}, { ...change(null, 'created'), to: 'gone' }], [], []],
];

describe('a tally of changes', () => {
  for (const [name, changes, totals, days] of cases) {
    it(`counts ${name}`, () => assert.deepEqual(shown(changes), { totals, days }));
  }

  it('stands in one order, however the changes came', () => {
    const changes = ['waiting', 'active', 'failed', 'cancelled'].map((to) => change('created', to));
    assert.deepEqual(tallyChanges(changes.toReversed()), tallyChanges(changes));
  });
});
