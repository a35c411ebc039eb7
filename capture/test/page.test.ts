import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CaptureState } from '@gatehouse/core/contract/capture.ts';
import type { BrowserContext, Disposable, Page } from 'playwright-core';
import { assertAccessible } from './accessibility.ts';
import { desktop, leave, phone, suite, visit } from './browser.ts';
import type { House } from './journey.ts';
import { invite, openHouse, submitDetails } from './journey.ts';

type View = CaptureState['view'];

const end = (kind: 'done' | 'expired' | 'cancelled' | 'error', rest: Partial<View> = {}): View =>
  Object.assign(
    { kind, title: null, message: null, isInReview: false, summary: [], design: null, redirectUrl: null },
    rest,
  );

const plain = { nextLabel: null, backLabel: null, design: null } as const;

/** Views to which the demo workflow does not lead, or not for long enough to look at them. */
const views: readonly [string, View][] = [
  ['waiting', { kind: 'waiting', title: null, waitsFor: 'check', pollAfterMs: 60_000 }],
  ['waiting for a decision', { kind: 'waiting', title: null, waitsFor: 'outside', pollAfterMs: 60_000 }],
  [
    'consent',
    {
      kind: 'consent',
      title: 'Your consent',
      html: '<h2>Terms</h2><p>Read <a href="https://example.com">this</a>.</p>',
      language: 'en',
      textVersion: '1',
      acceptLabel: null,
      allowsDecline: true,
      declineLabel: 'Another way',
      canGoBack: true,
      ...plain,
    },
  ],
  [
    'hand-over',
    { ...plain, kind: 'handoff', title: 'Phone', intro: 'For better photos.', allowsHere: true, canGoBack: true },
  ],
  ['hand-over only', { ...plain, kind: 'handoff', title: 'Phone', intro: null, allowsHere: false, canGoBack: false }],
  ['done', end('done', { message: 'We write to you.' })],
  ['in review', end('done', { isInReview: true })],
  ['expired', end('expired')],
  ['cancelled', end('cancelled')],
  ['error', end('error')],
  [
    'another try',
    {
      kind: 'document',
      title: 'Your document',
      intro: null,
      choices: [{ documentKind: 'identity_card', sides: [{ side: 'back', required: false }] }],
      notices: [{ code: 'image_glare', sentence: 'x' }],
      attempt: 2,
      maxAttempts: 5,
      allowsFile: true,
      minResolution: null,
      canGoBack: true,
      ...plain,
    },
  ],
  [
    'selfie',
    {
      kind: 'selfie',
      title: 'A picture of you',
      intro: 'It is compared with your passport.',
      purpose: 'enroll',
      notices: [{ code: 'selfie_dark', sentence: 'x' }],
      attempt: 2,
      maxAttempts: 5,
      minResolution: null,
      canGoBack: true,
      ...plain,
    },
  ],
  ['done, with what was shown', end('done', { summary: ['selfie', 'passport'] })],
];

const change = (page: Page, edit: (state: CaptureState) => CaptureState): Promise<Disposable> =>
  page.route('**/api/capture/{open,current}', async (route) => {
    const response = await route.fetch();
    const state: CaptureState = await response.json();
    await route.fulfill({ response, json: edit(state) });
  });

const show = async (page: Page, view: View): Promise<void> => {
  await page.unrouteAll();
  const isOpen = ['document', 'selfie', 'consent', 'handoff'].includes(view.kind);
  await change(page, (state) => ({ ...state, view, step: isOpen ? state.step : null }));
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
};

/** Gives the browser the server's pages under an https address. */
const serveOverHttps = (context: BrowserContext, { server }: House): Promise<Disposable> =>
  context.route('https://gatehouse.test/**', async (route) => {
    const { pathname, search } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: `${server.baseUrl}${pathname}${search}` }) });
  });

describe('the page', suite, () => {
  const house = openHouse();

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`axe finds nothing on any view in ${colorScheme}, and every view has one heading`, async () => {
      const { page, context, errors } = await invite(house(), { ...phone, colorScheme });
      for (const [name, view] of views) {
        await show(page, view);
        await assertAccessible(page);
        assert.equal(await page.locator('h1').count(), 1, name);
      }
      assert.deepEqual(errors, []);
      await leave(context);
    });
  }

  it('shows the customer’s name, logo and colour so that they can be read, and marks a test session', async () => {
    const { page, context, errors } = await invite(house(), { ...desktop, colorScheme: 'light' });
    const logoUrl = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="80" height="30"/>')}`;
    await change(page, (state) => ({
      ...state,
      session: { ...state.session, isTest: true },
      organization: { name: 'Example Bank', logoUrl, accentColor: '#ffe600' },
    }));
    await page.reload();
    await page.getByRole('img', { name: 'Example Bank' }).waitFor();
    await page.getByText('Test session').waitFor();
    const button = page.locator('button[type=submit]');
    assert.equal(await button.evaluate((element) => getComputedStyle(element).backgroundColor), 'rgb(255, 230, 0)');
    assert.equal(await button.evaluate((element) => getComputedStyle(element).color), 'rgb(0, 0, 0)');
    await assertAccessible(page);
    assert.deepEqual(errors, [], 'the content security policy lets logo and colour through');
    await leave(context);
  });

  it('remembers the language that was chosen', async () => {
    const { page, context } = await invite(house());
    await page.locator('.language select').selectOption('de');
    await page.getByRole('heading', { name: 'Ihre Angaben' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Ihre Angaben' }).waitFor();
    await leave(context);
  });

  it('stands from right to left without anything cut off', async () => {
    const { page, context } = await invite(house());
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
    await page.locator('button[type=submit]').click();
    await page.locator('.error-summary').waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await assertAccessible(page);
    await leave(context);
  });

  it('fits a screen of 320 pixels, to which others are magnified', async () => {
    const { page, context } = await invite(house(), { ...phone, viewport: { width: 320, height: 568 }, locale: 'de' });
    for (const press of ['button[type=submit]', '.kind']) {
      await page.locator(press).first().waitFor();
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), press);
      if (press === 'button[type=submit]') await submitDetails(page);
    }
    await leave(context);
  });

  it('every control is large enough for a thumb', async () => {
    const { page, context } = await invite(house());
    await page.getByRole('heading', { level: 1 }).waitFor();
    const heights = await page
      .locator('input, select, button')
      .evaluateAll((controls) => controls.map((control) => control.getBoundingClientRect().height));
    assert.ok(heights.length >= 5 && heights.every((height) => height >= 44), String(heights));
    await leave(context);
  });

  it('on a desktop without https one sentence says why there is no code for the phone', async () => {
    const { page, context } = await invite(house(), desktop);
    await page.getByText('does not begin with https').waitFor();
    await leave(context);
  });

  it('on a desktop with https a code hands over to the phone, and the page follows', async () => {
    const { url } = await house().server.createSession();
    const context = await house().browser.newContext({ ...desktop, reducedMotion: 'reduce' });
    await serveOverHttps(context, house());
    const page = await context.newPage();
    await page.goto(`https://gatehouse.test${new URL(url).pathname}`);
    await page.getByRole('button', { name: 'Show the code' }).click();
    await page.locator('.qr-code path').waitFor();
    await assertAccessible(page);
    const other = await visit(house().browser, url);
    await submitDetails(other.page);
    await page.getByRole('heading', { name: 'Your identity document' }).waitFor();
    await leave(other.context);
    await leave(context);
  });

  it('a link that is not valid says what to do', async () => {
    const { page, context } = await visit(house().browser, `${house().server.baseUrl}/s/no-such-link`);
    await page.getByRole('heading', { name: 'This link is not valid' }).waitFor();
    await assertAccessible(page);
    await leave(context);
  });

  it('a server that does not answer is asked again until it does', async () => {
    const { page, context } = await invite(house());
    await page.route('**/api/capture/open', (route) => route.abort(), { times: 2 });
    await page.reload();
    await page.getByRole('heading', { name: 'The page could not be loaded' }).waitFor();
    await assertAccessible(page);
    await page.getByRole('heading', { name: 'Your details' }).waitFor();
    await leave(context);
  });

  it('without JavaScript it says so in both languages', async () => {
    const { server, browser } = house();
    const { url } = await server.createSession();
    const { page, context } = await visit(browser, url, { ...phone, javaScriptEnabled: false });
    // Visible, which it is only where scripts are really off; a search by text leaves noscript out.
    await page.locator('noscript h1').waitFor();
    assert.equal(await page.locator('noscript h1').textContent(), 'This page needs JavaScript');
    assert.equal(await page.locator('noscript [lang=de] h2').textContent(), 'Diese Seite braucht JavaScript');
    await leave(context);
  });

  it('leads back to the customer, by itself after five seconds, unless the person stays', async () => {
    const { page, context } = await invite(house());
    const target = `${house().server.baseUrl}/api/health`;
    await page.route('**/api/capture/finish', (route) => route.fulfill({ json: { redirectUrl: target } }));
    const showEnd = () =>
      change(page, (state) => ({ ...state, step: null, view: end('done', { redirectUrl: target }) }));
    await showEnd();
    await page.clock.install();
    await page.reload();
    await page.getByRole('button', { name: 'Stay here' }).click();
    await page.clock.runFor(10_000);
    await page.getByText('You can close this page now').waitFor();
    await assertAccessible(page);
    await page.reload();
    await page.getByText('You are taken back to').waitFor();
    await page.clock.runFor(6_000);
    await page.waitForURL(target);
    await leave(context);
  });
});
