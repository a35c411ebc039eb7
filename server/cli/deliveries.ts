import { parseArgs } from 'node:util';
import { deliveryChannels, deliveryStates } from '@gatehouse/core/contract/delivery.ts';
import { z } from 'zod';
import type { Scope } from '../db/scope.ts';
import { system } from '../domain/actor.ts';
import type { DomainContext } from '../domain/context.ts';
import { countOf } from '../domain/count-of.ts';
import { findDeliveryScopeUnscoped } from '../domain/delivery/delivery.queries.ts';
import type { DeliveryRecord } from '../domain/delivery/delivery.ts';
import { listDeliveries } from '../domain/delivery/read-delivery.ts';
import { retryDeadDeliveries, retryDelivery } from '../domain/delivery/retry-delivery.ts';
import { scopeOf } from '../domain/session/verify-session.ts';
import type { Command, DatabaseWork, Output } from './command.ts';
import { placesOf } from './places.ts';
import { runOnDatabase } from './run-on-database.ts';

export const deliveriesCommand: Command = {
  name: 'deliveries',
  parameters: 'list [--state STATE] [--endpoint ID] [--limit N] [--json] | retry ID | retry --dead [--endpoint ID]',
  summary: 'Lists webhooks, mails and short messages on their way out, and tries dead ones again.',
  details: [
    'Over all organizations, the newest of each first. What a message says and to whom is not shown.',
    `  --state STATE    one of ${deliveryStates.join(', ')}`,
    `  --channel NAME   one of ${deliveryChannels.join(', ')}`,
    '  --endpoint ID    those of one webhook endpoint',
    '  --limit N        how many at most, 100 unless said',
    '  --json           one JSON object for each delivery instead of lines for people',
    '  --dead           every dead one whose endpoint is not switched off, ten in a second',
  ],
  run: (args, output, environment) =>
    runOnDatabase({ name: 'deliveries', work: deliveriesWork }, args, output, environment),
};

const usage =
  'Write: gatehouse deliveries list, or: gatehouse deliveries retry ID, or: gatehouse deliveries retry --dead';

const options = {
  state: { type: 'string' },
  channel: { type: 'string' },
  endpoint: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean', default: false },
  dead: { type: 'boolean', default: false },
} as const;

const listArguments = z.strictObject({
  state: z.enum(deliveryStates).optional(),
  channel: z.enum(deliveryChannels).optional(),
  endpoint: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(1_000_000).default(100),
  json: z.boolean(),
});

const retryArguments = z.union([
  z.strictObject({ id: z.uuid(), dead: z.literal(false) }),
  z.strictObject({ dead: z.literal(true), endpoint: z.uuid().optional() }),
]);

export const deliveriesWork: DatabaseWork = async (context, args, output, signal) => {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [action, id, ...others] = positionals;
  const { dead, json, ...rest } = values;
  const isAlone = others.length === 0;
  if (action === 'list' && id === undefined && isAlone && !dead) {
    const asked = listArguments.safeParse({ ...rest, json });
    return asked.success ? list(context, asked.data, output, signal) : refuse(output, asked.error);
  }
  if (action === 'retry' && isAlone && !json) {
    const asked = retryArguments.safeParse({ ...rest, dead, ...(id !== undefined && { id }) });
    if (!asked.success) return refuse(output, asked.error);
    return asked.data.dead
      ? retryDead(context, asked.data.endpoint ?? null, output, signal)
      : retryOne(context, asked.data.id, output);
  }
  await output.complain(usage);
  return 1;
};

const refuse = async (output: Output, error: z.ZodError): Promise<number> => {
  const name = error.issues[0]?.path[0];
  await output.complain(
    name === undefined || name === 'dead' || name === 'id'
      ? usage
      : `The value of --${String(name)} is not one that it takes. gatehouse deliveries --help says more.`,
  );
  return 1;
};

type ListArguments = z.infer<typeof listArguments>;

const list = async (
  context: DomainContext,
  asked: ListArguments,
  output: Output,
  signal: AbortSignal,
): Promise<number> => {
  let left = asked.limit;
  for await (const scope of placesOf(context, signal)) {
    if (left === 0) break;
    for await (const delivery of deliveriesOf(context, scope, asked)) {
      if (left === 0 || signal.aborted) break;
      left -= 1;
      await output.print(asked.json ? JSON.stringify({ ...scope, ...delivery }) : describe(scope, delivery));
    }
  }
  return signal.aborted ? 1 : 0;
};

/** Rows that are read at once. */
const PAGE = 100;

async function* deliveriesOf(
  context: DomainContext,
  scope: Scope,
  { state, channel, endpoint, limit }: ListArguments,
): AsyncGenerator<DeliveryRecord> {
  const filter = { state: state ?? null, channel: channel ?? null, endpointId: endpoint ?? null, sessionId: null };
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listDeliveries>> = await listDeliveries(context, scope, {
      ...filter,
      after,
      limit: Math.min(PAGE, limit),
    });
    yield* page.deliveries;
    after = page.next;
  } while (after !== null);
}

const describe = ({ organizationId, environment }: Scope, delivery: DeliveryRecord): string => {
  const { id, state, channel, eventType, attemptCount, createdAt, lastError } = delivery;
  const error = lastError === null ? '' : `  ${lastError}`;
  return `${id}  ${state.padEnd(9)}  ${channel.padEnd(7)}  ${eventType}  ${countOf(attemptCount, 'attempt')}  ${createdAt.toISOString()}  ${organizationId}/${environment}${error}`;
};

const retryOne = async (context: DomainContext, id: string, output: Output): Promise<number> => {
  const place = await findDeliveryScopeUnscoped(context.database, id);
  if (place === undefined) {
    await output.complain(`There is no delivery ${id} in this database.`);
    return 1;
  }
  const retried = await retryDelivery(context, scopeOf(place), id, system);
  if (retried.ok) await output.print(`The delivery ${id} is tried again.`);
  else await output.complain(retried.error.detail);
  return retried.ok ? 0 : 1;
};

const retryDead = async (
  context: DomainContext,
  endpointId: string | null,
  output: Output,
  signal: AbortSignal,
): Promise<number> => {
  let count = 0;
  for await (const scope of placesOf(context, signal)) {
    count += await retryDeadDeliveries(context, scope, endpointId, system);
  }
  await output.print(`${count} dead ${count === 1 ? 'delivery is' : 'deliveries are'} tried again.`);
  return signal.aborted ? 1 : 0;
};
