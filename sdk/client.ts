import { deliveries } from './resource/deliveries.ts';
import { entities } from './resource/entities.ts';
import { keys } from './resource/keys.ts';
import { organization } from './resource/organization.ts';
import { secrets } from './resource/secrets.ts';
import { sessions } from './resource/sessions.ts';
import { webhookEndpoints } from './resource/webhook-endpoints.ts';
import { workflows } from './resource/workflows.ts';
import { type ClientOptions, createSend } from './transport.ts';

/**
 * A client of one organization in one environment: those of its key.
 *
 * Every method throws `GatehouseError` when the server refuses and `ConnectionError` when no answer came. Calls are tried
 * again by themselves where that may help, and writes carry an idempotency key, so that none is carried out twice.
 */
export const createClient = (options: ClientOptions) => {
  const send = createSend(options);
  return {
    workflows: workflows(send),
    sessions: sessions(send),
    entities: entities(send),
    webhookEndpoints: webhookEndpoints(send),
    deliveries: deliveries(send),
    keys: keys(send),
    secrets: secrets(send),
    ...organization(send),
  };
};

export type Client = ReturnType<typeof createClient>;
