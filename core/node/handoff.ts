import { z } from 'zod';
import type { Json } from '../json.ts';
import { localized, pickText } from '../localized.ts';
import { fail, ok, type Result } from '../result.ts';
import type { InputError } from '../workflow/event.ts';
import { defineNodeType } from './define-node-type.ts';
import { actionLabels, designHtmlTexts, designMember, designView, labelMembers, textOrNull } from './design.ts';
import { inputErrors } from './input-error.ts';
import type { NodeContext, NodeStep } from './node-type.ts';
import type { HandoffView } from './view.ts';

const config = z.strictObject({
  title: localized.optional().describe('The heading of the step.'),
  intro: localized.optional().describe('A sentence below the heading.'),
  allowsHere: z.boolean().default(true).describe('Whether the person may also go on where they are.'),
  ...labelMembers,
  ...designMember,
});

type Config = z.infer<typeof config>;

const input = z.strictObject({ device: z.enum(['here', 'other']) });

/**
 * Leads the person to another device, as a rule from a desktop to a phone, before a step that needs a camera, or from one
 * that found none: without an edge for `next` they go on where they came from.
 */
export const handoff = defineNodeType<Config>({
  type: 'handoff',
  mode: 'interactive',
  category: 'capture',
  label: { en: 'Hand over to another device', de: 'Wechsel auf ein anderes Gerät' },
  description: {
    en: 'Shows a QR code by which the person goes on on another device, as a rule a phone.',
    de: 'Zeigt einen QR-Code, mit dem die Person auf einem anderen Gerät weitermacht, in der Regel auf dem Telefon.',
  },
  config,
  example: { title: { en: 'Continue on your phone', de: 'Weiter auf dem Telefon' }, allowsHere: true },
  returnsBy: 'next',
  maxAttempts: 100,
  isCheck: false,
  outcomes: () => [
    {
      name: 'next',
      required: false,
      description: 'The person goes on, here or on the other device; without an edge at the node that led here.',
    },
    { name: 'back', required: false, description: 'The person went back.' },
    { name: 'unresolved', required: false, description: 'The step was shown as often as allowed.' },
    { name: 'error', required: false, description: 'The node was reached in an endless loop.' },
  ],
  fields: () => [{ name: 'device', type: 'string', description: 'here, or other where the person came by the code.' }],
  references: () => [],
  htmlTexts: ({ design }) => designHtmlTexts(design),
  render,
  submit,
});

const defaultTitle = { en: 'Continue on your phone', de: 'Weiter auf dem Telefon' };

function render(config: Config, { canGoBack }: NodeContext, language: string): HandoffView {
  const { title, intro, allowsHere, design } = config;
  return {
    kind: 'handoff',
    title: pickText(title ?? defaultTitle, language),
    intro: textOrNull(intro, language),
    allowsHere,
    canGoBack,
    ...actionLabels(config, language),
    design: designView(design),
  };
}

function submit({ allowsHere }: Config, _: NodeContext, given: Json): Result<NodeStep, readonly InputError[]> {
  const parsed = input.safeParse(given);
  if (!parsed.success) return fail(inputErrors(parsed.error.issues));
  const { device } = parsed.data;
  if (device === 'here' && !allowsHere) {
    const sentence = 'This workflow goes on on another device: scan the code with it.';
    return fail([{ pointer: '/device', code: 'other_device_required', sentence }]);
  }
  return ok({ kind: 'conclude', outcome: 'next', fields: { device }, verdict: null });
}
