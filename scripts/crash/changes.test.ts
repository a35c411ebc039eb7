import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loopGraph } from '../../bench/submit/gate.ts';
import type { RunEvent } from '../../core/workflow/event.ts';
import { announcedChanges, untoldChanges } from './changes.ts';

const at = (second: number): string => `2026-11-21T10:00:0${second}.000Z`;
const events: readonly RunEvent[] = [
  { type: 'created', run: 1, given: { entity: {}, prefill: {} }, at: at(0) },
  { type: 'opened', at: at(1) },
  { type: 'cancelled', reason: null, at: at(2) },
];
const changes = ['one created 0', 'one active 1', 'one cancelled 2'].map((name) =>
  name.replace(/\d$/, (second) => at(Number(second))),
);

test('every change of a session’s state is one that webhooks are sent for', () => {
  assert.deepEqual(announcedChanges(loopGraph, 'one', events), changes);
});

test('a change that no message told of is found, and one that two messages told of', () => {
  const [created = '', active = '', cancelled = ''] = changes;
  const told = new Map([
    [created, new Set(['a'])],
    [active, new Set(['b', 'c'])],
  ]);
  assert.deepEqual(untoldChanges(changes, told), [
    `The change ${active} was told by 2 messages.`,
    `The change ${cancelled} was told by 0 messages.`,
  ]);
});
