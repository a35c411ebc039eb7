import { canonicalize } from '@gatehouse/core/workflow/canonical.ts';
import { z } from 'zod';
import { isLocalHost } from './redirect.ts';

/** Bytes of the `data:` URL's text; the page loads it with every first step. */
const MAX_LOGO_BYTES = 100 * 1024;

const MAX_SEARCHABLE_KEYS = 10;

/** A hundred years. */
const MAX_RETENTION_DAYS = 36_525;

/** How a file of each type begins, so that the type in the URL is true. */
const logoSignatures: Readonly<Record<string, (bytes: Buffer) => boolean>> = {
  'image/png': (bytes) => bytes.subarray(0, 8).toString('hex') === '89504e470d0a1a0a',
  'image/jpeg': (bytes) => bytes.subarray(0, 3).toString('hex') === 'ffd8ff',
  'image/webp': (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
};

const isLogo = (url: string): boolean => {
  const match = /^data:(image\/(?:png|jpeg|webp));base64,([A-Za-z0-9+/]+={0,2})$/.exec(url);
  const hasSignature = logoSignatures[match?.[1] ?? ''];
  return hasSignature?.(Buffer.from(match?.[2] ?? '', 'base64')) ?? false;
};

const isRedirectRule = (text: string): boolean => {
  // A star would be a host of that very name, which is not what the writer means.
  if (text.includes('*') || !URL.canParse(text)) return false;
  const url = new URL(text);
  const isSecure = url.protocol === 'https:' || (url.protocol === 'http:' && isLocalHost(url.hostname));
  // Written as it is compared: no credentials, query, fragment, default port or dot segments.
  const isPlain = url.href === text || url.href === `${text}/`;
  return isSecure && isPlain && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
};

const isHostPattern = (text: string): boolean => {
  const host = text.startsWith('*.') ? text.slice(2) : text;
  // As a URL writes it, so that comparing texts is comparing hosts; what a name server is asked for has no dot at its end.
  const isPlain = URL.parse(`http://${host}/`)?.hostname === host && /^(\[.*\]|[a-z0-9._-]*[a-z0-9])$/.test(host);
  // A star stands before two names at least, none of them a number: neither for a whole country nor for a range of addresses.
  return isPlain && (host === text || /\.[^.]*[a-z][^.]*$/.test(host));
};

const branding = z.strictObject({
  /** What the person at the gate reads; null for the organization's own name. */
  name: z.string().trim().min(1).max(100).nullable().default(null),
  /** SVG is left out: it can carry script. */
  logoUrl: z
    .string()
    .max(MAX_LOGO_BYTES, 'A logo has 100 KB at most, written as a data: URL.')
    .refine(isLogo, 'A logo is a data: URL of a PNG, JPEG or WebP image in base64.')
    .nullable()
    .default(null),
  accentColor: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'A colour is written like #1a5fb4.')
    .nullable()
    .default(null),
});

const days = z.int().min(1).max(MAX_RETENTION_DAYS);

/** After how many days what is kept is deleted for good. Null keeps it. */
const retention = z.strictObject({
  sessionDays: days
    .nullable()
    .default(null)
    .describe('Finished sessions with everything that belongs to them, and people who have no other session.'),
  documentDays: days.nullable().default(null).describe('Photos of finished sessions; the sessions stay.'),
  deliveryDays: days.default(90).describe('Messages that were delivered or given up.'),
});

/** An organization's settings. Kept as canonical JSON text; a member that older rows lack has its default. */
export const organizationSettings = z.strictObject({
  branding: branding.default({ name: null, logoUrl: null, accentColor: null }),
  redirectUrls: z
    .array(
      z
        .string()
        .max(500)
        .refine(
          isRedirectRule,
          'Write https://host or https://host/path, without credentials, query or fragment; http is for localhost alone.',
        ),
    )
    .max(100)
    .default([])
    .describe(
      'Where a session may send the person: an origin, or an origin with the path that must lead the URL’s path.',
    ),
  allowedHosts: z
    .array(
      z
        .string()
        .max(255)
        .refine(
          isHostPattern,
          'Write a host as it stands in a URL, such as api.example.com, or *.example.com for all hosts below it; without port or path, in small letters.',
        ),
    )
    .max(100, 'At most 100 hosts can be allowed.')
    .default([])
    .describe(
      'Hosts that http nodes and the scripts of workflows may call, and from which pictures of designs come: `api.example.com`, or `*.example.com` for all below.',
    ),
  searchableMetadataKeys: z
    .array(z.string().min(1).max(40))
    .max(MAX_SEARCHABLE_KEYS, `At most ${MAX_SEARCHABLE_KEYS} keys of the metadata can be searched.`)
    .refine((keys) => new Set(keys).size === keys.length, 'Name each key once.')
    .default([])
    .describe('Keys of a session’s metadata by which sessions can be found.'),
  retention: retention.prefault({}),
});

export type OrganizationSettings = z.infer<typeof organizationSettings>;

export const writeSettings = (settings: OrganizationSettings): string => canonicalize(settings);

/** Throws when the text is not what `writeSettings` wrote. */
export const readSettings = (text: string): OrganizationSettings => organizationSettings.parse(JSON.parse(text));
