import type { DocumentNode } from './document.ts';

/** The vendor's node types that are known. */
export const vendorNodeTypes = [
  'form',
  'js',
  'selfie_capture',
  'liveid_capture',
  'photo_id_capture',
  'ssn_capture',
  'qr_for_device_handoff',
  'system',
] as const;

export type VendorNodeType = (typeof vendorNodeTypes)[number];

/** The type that a node is shown with: as the document says; `system`, which no result shows, where it says none. */
export const vendorTypeOf = ({ type }: Pick<DocumentNode, 'type'>): string => type ?? 'system';

export const findVendorType = (type: string | null | undefined): VendorNodeType | undefined =>
  vendorNodeTypes.find((known) => known === type);
