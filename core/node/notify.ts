import { z } from 'zod';
import type { Json } from '../json.ts';
import { defineNodeType } from './define-node-type.ts';
import { errorStep, evaluationMalformed } from './error-step.ts';
import type { NodeContext, NodeStep, Reference } from './node-type.ts';
import { MAX_SESSION_MESSAGES, type NotifyConfig, notifyConfig } from './notify-message.ts';
import { localizedReferences } from './template.ts';
import { reason } from './view.ts';

/** What the check brings: the delivery that was written down, or why there is none. */
const evaluation = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), deliveryId: z.string() }),
  z.object({ ok: z.literal(false), reason }),
]);

/** Sends a message by e-mail or SMS. The run goes on once it is on its way; whether it arrives, its delivery says. */
export const notify = defineNodeType<NotifyConfig>({
  type: 'notify',
  mode: 'automatic',
  category: 'message',
  label: { en: 'Message', de: 'Nachricht' },
  description: {
    en: 'Sends an e-mail or an SMS in plain text.',
    de: 'Sendet eine E-Mail oder eine SMS als reinen Text.',
  },
  config: notifyConfig,
  example: {
    channel: 'email',
    to: 'entity.email',
    subject: { en: 'We have your details', de: 'Ihre Angaben sind da' },
    body: {
      en: 'Dear {{nodes.form.name}},\n\nthank you. We will be in touch.',
      de: 'Guten Tag {{nodes.form.name}},\n\nvielen Dank. Wir melden uns.',
    },
  },
  maxAttempts: 20,
  isCheck: false,
  outcomes: () => [
    { name: 'success', required: true, description: 'The message is on its way.' },
    {
      name: 'error',
      required: false,
      description: `There was nobody to send it to, it could not be sent, or the session has sent ${MAX_SESSION_MESSAGES} already.`,
    },
  ],
  fields: () => [{ name: 'deliveryId', type: 'string', description: 'The delivery; its attempts are listed there.' }],
  references,
  decide: () => ({ kind: 'evaluate', check: 'notify', pending: {} }),
  conclude,
});

function references({ to, language, subject, body }: NotifyConfig): Reference[] {
  return [
    { path: to, pointer: '/to' },
    ...(language === undefined ? [] : [{ path: language, pointer: '/language' }]),
    ...localizedReferences(subject ?? {}, '/subject'),
    ...localizedReferences(body, '/body'),
  ];
}

function conclude(_: NotifyConfig, __: NodeContext, source: Json): NodeStep {
  const parsed = evaluation.safeParse(source);
  if (!parsed.success) return evaluationMalformed;
  if (!parsed.data.ok) return errorStep(parsed.data.reason);
  const { deliveryId } = parsed.data;
  return { kind: 'conclude', outcome: 'success', fields: { deliveryId }, verdict: null };
}
