import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { LRUCache } from 'lru-cache';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { recallOrganization } from '../organization/recall-organization.ts';

/** What a browser draws in an image element, where nothing of it runs. */
const mediaTypes: readonly string[] = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/svg+xml',
];

const MAX_BYTES = 1_000_000;
const TIMEOUT_MS = 10_000;
const MAX_REDIRECTS = 3;

const KEEP_MS = 10 * 60 * 1000;
/** A host that does not answer is not asked by every person who opens the page. */
const KEEP_FAILURE_MS = 60 * 1000;
/** In UTF-16 units. */
const CACHE_SIZE = 64_000_000;

const notThere: Result<string, DomainError> = fail(
  domainError('not_found', 'The picture could not be fetched: the page shows its words instead.'),
);

interface Pictures {
  readonly kept: LRUCache<string, Result<string, DomainError>>;
  /** Asked for by several at once, fetched once. */
  readonly underWay: Map<string, Promise<Result<string, DomainError>>>;
}

const picturesOf = new WeakMap<DomainContext['outbound'], Pictures>();

const pictures = ({ outbound }: DomainContext): Pictures => {
  const existing = picturesOf.get(outbound);
  if (existing !== undefined) return existing;
  const sizeCalculation = (picture: Result<string, DomainError>) => (picture.ok ? picture.value.length : 100);
  const made: Pictures = {
    kept: new LRUCache({ maxSize: CACHE_SIZE, sizeCalculation, ttl: KEEP_MS }),
    underWay: new Map(),
  };
  picturesOf.set(outbound, made);
  return made;
};

/**
 * A picture of a design as a `data:` URL. The server fetches it in the person's place, so that no other server learns of
 * the person, and only from the hosts that the organization allows. Give only an address that stands in the design that
 * the person is shown: otherwise whoever holds a link could have the server ask for anything on those hosts.
 */
export const fetchPicture = async (
  context: DomainContext,
  { organizationId }: Scope,
  url: string,
): Promise<Result<string, DomainError>> => {
  const { kept, underWay } = pictures(context);
  const key = `${organizationId} ${url}`;
  const known = kept.get(key) ?? underWay.get(key);
  if (known !== undefined) return known;
  const fetching = ask(context, organizationId, url).finally(() => underWay.delete(key));
  underWay.set(key, fetching);
  const picture = await fetching;
  kept.set(key, picture, { ttl: picture.ok ? KEEP_MS : KEEP_FAILURE_MS });
  return picture;
};

const ask = async (
  context: DomainContext,
  organizationId: string,
  url: string,
): Promise<Result<string, DomainError>> => {
  const { allowedHosts } = (await recallOrganization(context, organizationId)).settings;
  const answer = await context.outbound.send({
    method: 'GET',
    url,
    headers: { accept: mediaTypes.join(', ') },
    body: null,
    timeoutMs: TIMEOUT_MS,
    maxAnswerBytes: MAX_BYTES,
    allowedHosts,
    redirects: MAX_REDIRECTS,
  });
  if (!answer.ok || answer.value.status !== 200) return notThere;
  const { headers, body } = answer.value;
  const mediaType = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!mediaTypes.includes(mediaType)) return notThere;
  return ok(`data:${mediaType};base64,${Buffer.from(body).toString('base64')}`);
};
