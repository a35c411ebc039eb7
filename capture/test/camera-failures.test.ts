import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertAccessible } from './accessibility.ts';
import { leave, phone, suite, visit } from './browser.ts';
import { chooseFile, goToPassport, invite, openHouse, usePhoto } from './journey.ts';
import { passportPhoto } from './photos.ts';

/** What getUserMedia throws (W3C Media Capture and Streams, 10.3), and the sentence that the person reads. */
const failures: readonly [string, RegExp][] = [
  ['NotAllowedError', /may not use the camera.*allow it.*or choose a photo file/],
  ['NotFoundError', /No camera was found.*choose a photo file or open the link on your phone/],
  ['NotReadableError', /in use by another program.*try again, or choose a photo file/],
  ['TypeError', /could not be started: try again or choose a photo file/],
];

describe('a camera that cannot be used', suite, () => {
  // No fake device: Chromium itself finds no camera here. The name leads to this machine, but is no secure context.
  const house = openHouse({ flags: ['--host-resolver-rules=MAP gatehouse.test 127.0.0.1'] });

  for (const [name, sentence] of failures) {
    it(`${name} ends in a sentence and a file is a way on`, async () => {
      const { page, context } = await invite(house());
      await page.addInitScript((thrown) => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', thrown));
      }, name);
      await page.reload();
      await goToPassport(page);
      await page.getByRole('button', { name: 'Take a photo' }).click();
      await page.locator('.message').waitFor();
      assert.match((await page.textContent('.message')) ?? '', sentence);
      await page.locator('dialog').waitFor({ state: 'detached' });
      await assertAccessible(page);
      await chooseFile(page, 'passport.jpg', passportPhoto());
      await page.locator('img.photo').waitFor();
      await leave(context);
    });
  }

  it('a machine without a camera says so', async () => {
    const { page, context } = await invite(house(), { ...phone, permissions: ['camera'] });
    await goToPassport(page);
    await page.getByRole('button', { name: 'Take a photo' }).click();
    await page.getByText('No camera was found').waitFor();
    await leave(context);
  });

  it('a page that is no secure context says so at once, and takes the photo through the camera app', async () => {
    const { server, browser } = house();
    const { url } = await server.createSession();
    const insecure = new URL(url);
    insecure.hostname = 'gatehouse.test';
    const { page, context } = await visit(browser, insecure.href);
    assert.equal(await page.evaluate(() => isSecureContext), false);
    await goToPassport(page);
    await page.getByText('only lets secure addresses (https) show the camera').waitFor();
    await assertAccessible(page);
    assert.equal(await page.locator('input[capture=environment][accept="image/*"]').count(), 1);
    await chooseFile(page, 'passport.jpg', passportPhoto());
    await usePhoto(page);
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await leave(context);
  });
});
