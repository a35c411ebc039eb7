import type { CaptureState } from '@gatehouse/core/contract/capture.ts';

/** Whose page this is: the logo with the name as its text, or the name alone. */
export const Brand = ({ organization: { name, logoUrl } }: { organization: CaptureState['organization'] }) =>
  logoUrl === null ? <p class="brand">{name}</p> : <img class="brand-logo" src={logoUrl} alt={name} />;
