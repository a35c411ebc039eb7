import type { graph } from '@gatehouse/core/workflow/graph.ts';
import type { z } from 'zod';

/** What the workflow is called; a start finds it again by this name. */
export const demoWorkflowName = 'Identity check';

/**
 * Asks for name and date of birth, reads a passport or identity card, and approves where the document is valid and shows
 * the same person; everything else goes to a reviewer.
 */
export const demoGraph: z.input<typeof graph> = {
  entry: 'details',
  nodes: [
    {
      id: 'details',
      type: 'form',
      label: { en: 'Your details', de: 'Ihre Angaben' },
      config: {
        title: { en: 'Your details', de: 'Ihre Angaben' },
        intro: {
          en: 'Enter your details as they stand in your passport or identity card.',
          de: 'Geben Sie Ihre Daten so ein, wie sie in Ihrem Reisepass oder Personalausweis stehen.',
        },
        fields: [
          {
            name: 'name',
            type: 'text',
            label: { en: 'Full name', de: 'Vollständiger Name' },
            help: {
              en: 'Given names and family name, as in the document.',
              de: 'Vornamen und Familienname, wie im Dokument.',
            },
            required: true,
            maxLength: 200,
            autocomplete: 'name',
            prefill: 'entity.name',
          },
          {
            name: 'birthDate',
            type: 'date',
            label: { en: 'Date of birth', de: 'Geburtsdatum' },
            required: true,
            latest: 'today',
            autocomplete: 'bday',
          },
          {
            name: 'email',
            type: 'email',
            label: { en: 'E-mail address', de: 'E-Mail-Adresse' },
            required: true,
            prefill: 'entity.email',
          },
        ],
      },
      on: { next: 'document' },
    },
    {
      id: 'document',
      type: 'document',
      label: { en: 'Your document', de: 'Ihr Ausweis' },
      config: {
        documentKinds: ['passport', 'identity_card'],
        expected: { name: 'nodes.details.name', birthDate: 'nodes.details.birthDate' },
      },
      on: { success: 'same-person', fail: 'review', unresolved: 'review', error: 'review', back: 'details' },
    },
    {
      id: 'same-person',
      type: 'condition',
      label: { en: 'Same person, valid document', de: 'Dieselbe Person, gültiges Dokument' },
      config: {
        cases: [
          {
            outcome: 'matches',
            when: {
              all: [
                { field: 'nodes.document.nameMatches', is: '==', value: true },
                { field: 'nodes.document.birthDateMatches', is: '==', value: true },
                { field: 'nodes.document.expired', is: '==', value: false },
              ],
            },
          },
        ],
      },
      on: { matches: 'approved', default: 'review' },
    },
    {
      id: 'approved',
      type: 'end',
      label: { en: 'Approved', de: 'Angenommen' },
      config: { decision: 'approved' },
    },
    {
      id: 'review',
      type: 'end',
      label: { en: 'To a reviewer', de: 'Zur Prüfung' },
      config: {
        decision: 'needs_review',
        reasons: [
          {
            code: 'document_unclear',
            sentence: 'The document could not be read, is no longer valid, or does not show the person who was named.',
          },
        ],
      },
    },
  ],
};
