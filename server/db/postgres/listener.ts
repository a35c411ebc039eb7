import type { Client } from 'pg';

interface Subscription {
  createClient(): Client;
  readonly channel: string;
  onNotification(payload: string): void;
  /** After each time that the subscription was made, so that what was missed meanwhile can be fetched. */
  onReconnect(): void;
}

const longestPauseMs = 30_000;

/**
 * LISTEN on a connection of its own, made again with growing pauses when it is lost. The first connection is awaited and
 * its failure thrown.
 */
export const subscribe = async ({ createClient, channel, onNotification, onReconnect }: Subscription) => {
  let client: Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let attempts = 0;

  const lose = (lost: Client): void => {
    if (isClosed || client !== lost) return;
    client = null;
    void lost.end().catch(() => {});
    retry();
  };

  const connect = async (): Promise<void> => {
    const next = createClient();
    client = next;
    next.on('notification', ({ payload }) => onNotification(payload ?? ''));
    next.on('error', () => lose(next));
    next.on('end', () => lose(next));
    await next.connect();
    await next.query(`listen ${next.escapeIdentifier(channel)}`);
    attempts = 0;
    onReconnect();
  };

  const retry = (): void => {
    clearTimeout(timer);
    // An attempt may fail after the end: another one would keep the process alive for ever.
    if (isClosed) return;
    timer = setTimeout(() => connect().catch(retry), Math.min(longestPauseMs, 1000 * 2 ** attempts));
    attempts += 1;
  };

  const close = async (): Promise<void> => {
    isClosed = true;
    clearTimeout(timer);
    await client?.end().catch(() => {});
  };

  try {
    await connect();
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
};
