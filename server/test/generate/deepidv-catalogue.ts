import type { Catalogue } from './catalogue.ts';

/** How each operation of the DeepIDV dialect is called in earnest. */
export const deepIdvCatalogue: Catalogue = {
  isDestructive: () => false,
  crossed: [],
  examples: {
    'GET /deepidv/workflow': () => ({}),
    'GET /deepidv/workflow/{workflow_id}': ({ workflow = '' }) => ({ params: { workflow_id: workflow } }),
  },
};
