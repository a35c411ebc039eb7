import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { createDelivery } from '../delivery/create-delivery.ts';
import type { Message } from '../delivery/message.ts';
import { listMemberRows } from '../user/user.queries.ts';
import type { Role } from '../user/user.ts';
import type { DisabledReason } from './endpoint.ts';

const told: readonly string[] = ['owner', 'admin'] satisfies readonly Role[];

/** More would be a mailing. */
const MAX_RECIPIENTS = 20;

export interface SwitchedOff {
  readonly endpointId: string;
  readonly url: string;
  readonly reason: DisabledReason;
  readonly since: Date;
}

/** Owners and administrators hear by mail that an endpoint was switched off. */
export const notifyAdministrators = async (
  transaction: Transaction<Tables>,
  context: DomainContext,
  scope: Scope,
  switchedOff: SwitchedOff,
): Promise<void> => {
  const members = await listMemberRows(transaction, scope.organizationId);
  const recipients = members.filter(({ role }) => told.includes(role)).slice(0, MAX_RECIPIENTS);
  for (const { email } of recipients) {
    const message = noticeFor(email, scope, switchedOff);
    const made = await createDelivery(transaction, context, scope, { eventType: 'notice', message });
    if (!made.ok) throw new Error(`A notice was refused. ${made.error.detail}`);
  }
};

const noticeFor = (to: string, { environment }: Scope, { endpointId, url, reason, since }: SwitchedOff): Message => ({
  channel: 'email',
  to,
  fromName: null,
  subject: `A webhook endpoint was switched off (${environment})`,
  text: [
    `The webhook endpoint ${url} was switched off. ${causes[reason](since)}`,
    '',
    'Events that happen from now on are not sent to it. What was not delivered is kept as dead deliveries.',
    `Once it works again, enable it (POST /api/webhook-endpoints/${endpointId}/enable) and retry them`,
    `(POST /api/webhook-endpoints/${endpointId}/retry-dead, or: gatehouse deliveries retry --dead --endpoint ${endpointId}).`,
    '',
  ].join('\n'),
  html: null,
});

const causes: Readonly<Record<DisabledReason, (since: Date) => string>> = {
  gone: () => 'It answered 410 (Gone), which says that it wants no more messages.',
  failing: (since) => `Nothing could be delivered to it since ${since.toISOString()}.`,
  by_hand: () => 'It was switched off by hand.',
};
