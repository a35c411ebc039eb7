import type { JsonObject } from '@gatehouse/core/json.ts';
import { buttonLook } from './button-look.ts';
import { type DocumentField, type DocumentNode, htmlOf, isHtml, textOf, type WorkflowDocument } from './document.ts';
import type { FieldNames } from './node-ids.ts';

/** The vendor's places in html, and ours. */
const slots: Readonly<Record<string, string>> = {
  '{form-buttons-placeholder}': slot('buttons'),
  '{placeholder_for_qrcode}': slot('qr'),
  '{placeholder_for_summary}': slot('summary'),
};

const SSN_PLACE = '{form-ssn-element}';

function slot(name: string): string {
  return `<slot name="${name}"></slot>`;
}

/** What surrounds a step: the node's own header and footer, else the document's, and both style sheets. */
export const designOf = (document: WorkflowDocument, node: DocumentNode, body: string | null): JsonObject | null => {
  const members = {
    header: ownOrShared(node.header, document.header),
    body: body === null ? null : withSlots(body),
    footer: ownOrShared(node.footer, document.footer),
    styleSheet: styleOf(document.styleSheet, node.styleSheet),
  };
  const given = Object.entries(members).filter((entry): entry is [string, string] => entry[1] !== null);
  return given.length === 0 ? null : Object.fromEntries(given);
};

/**
 * The html of a node's fields as one text, with a slot for each question: where its `replaceWithInHtml` stands, else above
 * the buttons, else in the order of the fields. Null without any html: the page then draws the questions by itself.
 */
export const bodyOf = (fields: readonly DocumentField[], names: FieldNames['list']): string | null => {
  if (!fields.some((field) => isHtml(field) && textOf(field.html) !== null)) return null;
  const pieces = fields.map((field) => (isHtml(field) ? (field.html ?? '') : ''));
  for (const [index, field] of fields.entries()) {
    const name = names[index];
    if (name === null || name === undefined) continue;
    const place = placeOf(field, pieces) ?? null;
    if (place === null) pieces[index] = slot(`field:${name}`);
    else {
      const piece = pieces[place.piece] ?? '';
      pieces[place.piece] =
        piece.slice(0, place.start) + slot(`field:${name}`) + piece.slice(place.start + place.length);
    }
  }
  return pieces.join('');
};

interface FieldPlace {
  readonly piece: number;
  readonly start: number;
  readonly length: number;
}

const placeOf = (field: DocumentField, pieces: readonly string[]): FieldPlace | undefined => {
  const own = textOf(field.replaceWithInHtml) ?? (field.type === 'ssn' ? SSN_PLACE : null);
  return (own === null ? undefined : find(pieces, own, own.length)) ?? find(pieces, '{form-buttons-placeholder}', 0);
};

const find = (pieces: readonly string[], text: string, length: number): FieldPlace | undefined => {
  const piece = pieces.findIndex((candidate) => candidate.includes(text));
  return piece < 0 ? undefined : { piece, start: pieces[piece]?.indexOf(text) ?? 0, length };
};

const withSlots = (html: string): string =>
  Object.entries(slots).reduce((text, [place, made]) => text.replaceAll(place, made), html);

const ownOrShared = (own: DocumentNode['header'], shared: DocumentNode['header']): string | null => {
  const html = htmlOf(own) ?? htmlOf(shared);
  return html === null ? null : withSlots(html);
};

const styleOf = (...sheets: readonly (string | null | undefined)[]): string | null => {
  const written = sheets.flatMap((sheet) => (isStyle(sheet) ? [sheet] : []));
  if (written.length === 0) return null;
  const sheet = written.join('\n');
  const look = buttonLook(sheet);
  return [noMargin, ...(look === null ? [] : [look]), sheet].join('\n');
};

/** The vendor's pages have header and html reach their edges; who writes a style sheet has the space inside from it. */
const noMargin = 'body{margin:0}';

/** The vendor's own samples fill the member with a text of JSON, which is no style. */
const isStyle = (sheet: string | null | undefined): sheet is string =>
  sheet !== undefined && textOf(sheet) !== null && !/^\s*(\{[\s"}]|\[)/.test(sheet ?? '');
