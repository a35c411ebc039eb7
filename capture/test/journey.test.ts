import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertAccessible } from './accessibility.ts';
import { desktop, leave, phone, suite, visit } from './browser.ts';
import {
  anna,
  chooseFile,
  fillDetails,
  goToPassport,
  invite,
  openHouse,
  readSession,
  submitDetails,
  takePhoto,
  usePhoto,
} from './journey.ts';
import { emptyTablePhoto, passportPhoto } from './photos.ts';

describe('the whole journey, from the link to the decision', suite, () => {
  const house = openHouse({ hasCamera: true });

  for (const [name, options] of Object.entries({ phone, desktop })) {
    it(`is approved by camera on a ${name}`, async () => {
      const { page, context, sessionId, errors } = await invite(house(), options);
      await goToPassport(page);
      await takePhoto(page);
      await usePhoto(page);
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
      const { state, decision } = await readSession(house(), sessionId);
      assert.deepEqual({ state, decision, errors }, { state: 'completed', decision: 'approved', errors: [] });
      await leave(context);
    });

    it(`is approved by file on a ${name}`, async () => {
      const { page, context, sessionId, errors } = await invite(house(), options);
      await goToPassport(page);
      await chooseFile(page, 'passport.jpg', passportPhoto());
      await usePhoto(page);
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
      const { state, decision } = await readSession(house(), sessionId);
      assert.deepEqual({ state, decision, errors }, { state: 'completed', decision: 'approved', errors: [] });
      await leave(context);
    });
  }

  it('goes to a reviewer when the document shows somebody else, and the person is not told why', async () => {
    const { page, context, sessionId } = await invite(house());
    await fillDetails(page, { ...anna, name: 'Berta Schmidt' });
    await page.locator('button[type=submit]').click();
    await page.getByRole('button', { name: 'Passport' }).click();
    await chooseFile(page, 'passport.jpg', passportPhoto());
    await usePhoto(page);
    await page.getByRole('heading', { name: 'Thank you, we have everything' }).waitFor();
    assert.equal((await readSession(house(), sessionId)).state, 'in_review');
    assert.doesNotMatch((await page.textContent('main')) ?? '', /name|differ|review/i);
    await leave(context);
  });

  it('takes both sides of an identity card, one after the other', async () => {
    const { page, context, sessionId } = await invite(house());
    await submitDetails(page);
    await page.getByRole('button', { name: 'Identity card' }).click();
    for (const side of ['Front of your identity card', 'Back of your identity card']) {
      await page.locator('h2', { hasText: side }).waitFor();
      await chooseFile(page, 'card.jpg', passportPhoto());
      await usePhoto(page);
    }
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    assert.equal((await readSession(house(), sessionId)).decision, 'approved');
    await leave(context);
  });

  it('asks for a new photo when nothing could be read, says why, and remembers the document', async () => {
    const { page, context, sessionId } = await invite(house());
    await goToPassport(page);
    await chooseFile(page, 'table.jpg', await emptyTablePhoto());
    await usePhoto(page);
    await page.getByText('We need a new photo').waitFor();
    await page.getByText('The lines of letters and < signs were not found').waitFor();
    await assertAccessible(page);
    await chooseFile(page, 'passport.jpg', passportPhoto());
    await usePhoto(page);
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    assert.equal((await readSession(house(), sessionId)).decision, 'approved');
    await leave(context);
  });

  it('works by keyboard alone', async () => {
    const { page, context, sessionId } = await invite(house(), desktop);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const tabTo = async (selector: string) => {
      for (let tabs = 0; tabs < 15; tabs += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
      }
      assert.fail(`The tab key never reached ${selector}.`);
    };
    await tabTo('input[name=name]');
    await page.keyboard.type(anna.name);
    await tabTo('input[name=birthDate]');
    await page.keyboard.type('08121990');
    await tabTo('input[name=email]');
    await page.keyboard.type(anna.email);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Your identity document' }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1', 'the new heading has the focus');
    await tabTo('.kind');
    await page.keyboard.press('Enter');
    await tabTo('.actions .primary');
    await page.keyboard.press('Enter');
    await page.locator('.shutter[aria-disabled=false]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await tabTo('.actions .primary');
    await page.keyboard.press('Enter');
    await page.locator('.shutter[aria-disabled=false]:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('img.photo').waitFor();
    await tabTo('.actions .primary');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    assert.equal((await readSession(house(), sessionId)).decision, 'approved');
    await leave(context);
  });

  it('is German for a German browser, up to the decision, and axe finds nothing on any step', async () => {
    const { page, context } = await invite(house(), { ...phone, locale: 'de-AT', colorScheme: 'dark' });
    await page.getByRole('heading', { name: 'Ihre Angaben' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'de');
    await assertAccessible(page);
    await submitDetails(page);
    await page.getByRole('button', { name: 'Reisepass' }).waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Reisepass' }).click();
    await page.getByRole('button', { name: 'Foto aufnehmen' }).click();
    await page.locator('.shutter[aria-disabled=false]').waitFor();
    await page.getByText('Sieht gut aus').waitFor();
    await assertAccessible(page);
    await page.locator('.shutter').click();
    await page.locator('img.photo').waitFor();
    await assertAccessible(page);
    await usePhoto(page);
    await page.getByRole('heading', { name: 'Vielen Dank' }).waitFor();
    await assertAccessible(page);
    await leave(context);
  });

  it('goes on where it was after a reload', async () => {
    const { page, context } = await invite(house());
    await submitDetails(page);
    await page.getByRole('heading', { name: 'Your identity document' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Your identity document' }).waitFor();
    await leave(context);
  });

  it('goes on on another device, and the first one follows when it is looked at again', async () => {
    const first = await invite(house(), desktop);
    await submitDetails(first.page);
    await first.page.getByRole('button', { name: 'Passport' }).waitFor();
    const second = await visit(house().browser, first.url, phone);
    await second.page.getByRole('button', { name: 'Passport' }).click();
    await takePhoto(second.page);
    await usePhoto(second.page);
    await second.page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await first.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await first.page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await leave(first.context);
    await leave(second.context);
  });

  it('keeps nothing personal in the browser, and sends the token to this server only', async () => {
    const { page, context, url } = await invite(house());
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      const isOurs = request.url().startsWith(house().server.baseUrl) || /^(blob|data):/.test(request.url());
      if (!isOurs || request.headers().referer?.includes('/s/')) elsewhere.push(request.url());
    });
    await page.reload();
    await submitDetails(page);
    await page.getByRole('button', { name: 'Passport' }).waitFor();
    await page.locator('.language select').selectOption('de');
    await page.getByRole('button', { name: 'Reisepass' }).waitFor();
    const stored = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    assert.equal(stored, '[{"gatehouse.language":"de"},{},""]');
    assert.deepEqual(elsewhere, []);
    assert.ok(url.includes('/s/'));
    await leave(context);
  });
});
