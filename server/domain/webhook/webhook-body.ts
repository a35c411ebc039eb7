import type { WebhookEvent } from '@gatehouse/core/contract/webhook-event.ts';
import { canonicalize } from '@gatehouse/core/workflow/canonical.ts';

/** The text that is signed and sent, the same for every attempt. */
export const writeWebhookBody = (event: WebhookEvent): string => canonicalize(event);
