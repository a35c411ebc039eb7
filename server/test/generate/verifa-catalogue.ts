import { toVerifaId } from '../../api/verifa/ids.ts';
import type { Catalogue, Objects } from './catalogue.ts';

/** Ids as Verifa's API writes them. */
export const toVerifaObjects = ({ workflow = '', session = '', overSession = '' }: Objects): Objects => ({
  wfl: toVerifaId('wfl', workflow),
  ses: toVerifaId('ses', session),
  overSes: toVerifaId('ses', overSession),
});

const trigger = 'POST /verifa/api/v1/workflows/{workflow_id}/trigger';

/** How each operation of the Verifa dialect is called in earnest. */
export const verifaCatalogue: Catalogue = {
  isDestructive: () => false,
  crossed: [
    {
      key: trigger,
      example: ({ wfl = '' }, { overSes }) => ({ params: { workflow_id: wfl }, body: { session_id: overSes } }),
    },
    {
      key: trigger,
      example: ({ overSes }, { wfl = '' }) => ({ params: { workflow_id: wfl }, body: { session_id: overSes } }),
    },
  ],
  examples: {
    'GET /verifa/api/v1/workflows': () => ({ query: { limit: '10', offset: '0' } }),
    'GET /verifa/api/v1/workflows/{workflow_id}': ({ wfl = '' }) => ({ params: { workflow_id: wfl } }),
    'GET /verifa/api/v1/sessions/{session_id}/workflow-run': ({ ses = '' }) => ({ params: { session_id: ses } }),
    [trigger]: ({ wfl = '', overSes }) => ({ params: { workflow_id: wfl }, body: { session_id: overSes } }),
  },
};
