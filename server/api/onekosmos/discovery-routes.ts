import type { Endpoint } from '../endpoint.ts';
import * as discovery from './discovery-endpoints.ts';
import { type Caller, type LicenceLevel, licenceLevels, type OneKosmosRoute } from './route.ts';
import { environmentEndpoint, publicKeysEndpoint, serviceDirectoryEndpoint } from './system-endpoints.ts';

/** Beside the document's 33. */
const UNNUMBERED = 0;

const route = (
  method: OneKosmosRoute['method'],
  url: string,
  requires: string,
  levels: readonly LicenceLevel[],
  endpoint: Endpoint<Caller>,
): OneKosmosRoute => ({
  ...endpoint,
  ...{ number: UNNUMBERED, method, url, requires, levels },
  ...{ accepts: '', permissions: [], envelope: 'bare' },
});

/**
 * What the vendor's clients ask for before anything else, below `/onekosmos` or at the root of a host of the vendor's:
 * where things are, and whether their licence holds. All of it is answered in clear.
 */
export const discoveryRoutes: readonly OneKosmosRoute[] = [
  route('POST', '/api/r1/system/community_info/fetch', '', [], discovery.communityInfoEndpoint),
  route('GET', '/caas/sd', '', [], serviceDirectoryEndpoint),
  route('GET', '/caas/environment', '', [], environmentEndpoint),
  route('GET', '/publickeys', '', [], publicKeysEndpoint),
  route('GET', '/servicekey/current', 'RPL', licenceLevels, discovery.currentLicenceEndpoint),
  route('GET', '/community/:id/licensecheck', 'RPL', licenceLevels, discovery.licenceCheckEndpoint),
  // The same for clients that do not encrypt.
  route('GET', '/u1/servicekey/current', 'L', licenceLevels, discovery.currentLicenceEndpoint),
  route('GET', '/u1/community/:id/licensecheck', 'L', licenceLevels, discovery.licenceCheckEndpoint),
  route('DELETE', '/servicekey', 'RPL', ['system'], discovery.deleteServiceKeyEndpoint),
];
