import type { JsonObject } from '@gatehouse/core/json.ts';
import { nodeTypes } from '@gatehouse/core/node/catalogue.ts';
import { z } from 'zod';
import { type HandlerKey, handlerKeys } from './document/document.ts';
import type { VendorNodeType } from './document/node-type.ts';

const styles = z.object({ bg_color: z.string(), 'logo-image': z.string() });

export const nodeLibraryAnswer = z.object({
  categories: z.array(z.object({ id: z.string(), title: z.string(), styles, elements: z.array(z.string()) })),
  elements: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      styles,
      node: z.looseObject({ type: z.string(), fields: z.array(z.looseObject({})) }),
      description: z.string(),
    }),
  ),
  handlerKeys: z.array(z.object({ key: z.string(), label: z.string() })),
  templates: z.object({ header: z.string(), footer: z.string() }),
});

type Library = z.infer<typeof nodeLibraryAnswer>;

interface Shown {
  readonly name: string;
  readonly category: string;
  /** The node type of ours that does the work. */
  readonly core: string;
  /** What a new node of the kind begins with. */
  readonly members: { readonly fields: readonly JsonObject[]; readonly [member: string]: unknown };
}

const resolution = { check_resolution: true, min_resolution_height: 1080, min_resolution_width: 1920 };

/** All but `system`, which nobody draws. */
const shown: Readonly<Record<Exclude<VendorNodeType, 'system'>, Shown>> = {
  form: {
    name: 'Form',
    category: 'Form',
    core: 'form',
    members: { fields: [{ type: 'html', html: '' }], on_next_button_label: 'Continue' },
  },
  js: { name: 'JavaScript', category: 'JS', core: 'script', members: { fields: [], config: { js_code: '' } } },
  selfie_capture: { name: 'Selfie', category: 'Capture', core: 'selfie', members: { fields: [], ...resolution } },
  liveid_capture: {
    name: 'LiveID',
    category: 'Capture',
    core: 'selfie',
    members: {
      fields: [],
      render_style: 'iframe',
      authtype: 'none',
      purpose: 'enroll',
      scopes: 'wallet,selfie,liveness_score,face_compare_score',
      ...resolution,
    },
  },
  photo_id_capture: {
    name: 'Photo ID',
    category: 'Capture',
    core: 'document',
    members: { fields: [], render_style: 'full_frame', ...resolution },
  },
  ssn_capture: {
    name: 'Social security number',
    category: 'Capture',
    core: 'form',
    members: {
      fields: [{ type: 'ssn', name: 'ssn', label: 'Social security number', required: true }],
      on_next_button_label: 'Continue',
    },
  },
  qr_for_device_handoff: {
    name: 'Hand over by QR code',
    category: 'QR',
    core: 'handoff',
    members: { fields: [{ type: 'html', html: '{placeholder_for_qrcode}' }] },
  },
};

/** A square of the category's colour: a builder needs some picture. */
const stylesOf = (colour: string): z.infer<typeof styles> => ({
  bg_color: colour,
  'logo-image': `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect x="3" y="3" width="18" height="18" rx="4" fill="${colour}"/></svg>`)}`,
});

const categories: readonly { readonly title: string; readonly colour: string }[] = [
  { title: 'Form', colour: '#1f6feb' },
  { title: 'JS', colour: '#8a5cf6' },
  { title: 'Capture', colour: '#0f8a5f' },
  { title: 'QR', colour: '#b35900' },
];

const colourOf = (category: string): string => categories.find(({ title }) => title === category)?.colour ?? '#57606a';

const labels: Readonly<Record<HandlerKey, string>> = {
  on_next: 'Next',
  on_back: 'Back',
  on_success: 'Success',
  on_fail: 'Fail',
  on_error: 'Error',
  on_check_resolution_fail: 'Resolution Fail',
};

const toElement = ([type, { name, category, core, members }]: readonly [
  string,
  Shown,
]): Library['elements'][number] => ({
  id: type,
  name,
  styles: stylesOf(colourOf(category)),
  node: { type, ...members, fields: [...members.fields] },
  description: nodeTypes.find((known) => known.type === core)?.description.en ?? name,
});

/** Our catalogue as the vendor's builders take it. It never changes while the program runs. */
export const nodeLibrary: Library = {
  categories: categories.map(({ title, colour }) => ({
    id: `category-${title.toLowerCase()}`,
    title,
    styles: stylesOf(colour),
    elements: Object.entries(shown).flatMap(([type, { category }]) => (category === title ? [type] : [])),
  })),
  elements: Object.entries(shown).map(toElement),
  handlerKeys: handlerKeys.map((key) => ({ key, label: labels[key] })),
  templates: { header: '<header></header>', footer: '<footer></footer>' },
};
