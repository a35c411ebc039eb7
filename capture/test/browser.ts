import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { findChromium } from '../../scripts/test-run/find-program.ts';

const program = findChromium();

/** Given to every suite: without a browser its tests are skipped and say what is missing. */
export const suite = {
  skip: program === null ? 'there is no Chromium. Set CHROMIUM_PATH, or run: npm run setup:tests' : false,
} as const;

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  locale: 'en-GB',
};

export const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, locale: 'en-GB' };

export interface BrowserOptions {
  /** The film that the fake camera plays; without it there is no camera. */
  readonly film?: string;
  readonly flags?: readonly string[];
}

export const launchBrowser = ({ film, flags: more = [] }: BrowserOptions = {}): Promise<Browser> => {
  const camera =
    film === undefined
      ? []
      : [
          '--use-fake-device-for-media-stream',
          '--use-fake-ui-for-media-stream',
          `--use-file-for-fake-video-capture=${film}`,
        ];
  return chromium.launch({ executablePath: program ?? '', args: [...flags, ...camera, ...more] });
};

/** What the page wrote to the console as an error, and what it threw: a page that works does neither. */
export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly errors: readonly string[];
}

/** Closes a window; what it still asks of a test's own routes is dropped. */
export const leave = async (context: BrowserContext): Promise<void> => {
  for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' });
  await context.unrouteAll({ behavior: 'ignoreErrors' });
  await context.close();
};

/** Opens the link in a window of its own. Animations are off, so that a picture shows the page as it stays. */
export const visit = async (browser: Browser, url: string, options: BrowserContextOptions = phone): Promise<Visit> => {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    // Chromium itself reports every refused request; whether the page deals with it is what the tests look at.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text());
  });
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  return { context, page, errors };
};
