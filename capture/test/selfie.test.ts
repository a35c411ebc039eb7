import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { UploadResponse } from '@gatehouse/core/contract/capture.ts';
import { assertAccessible } from './accessibility.ts';
import { desktop, leave, phone, suite } from './browser.ts';
import type { House } from './journey.ts';
import { chooseFile, openHouse, readSession } from './journey.ts';
import { blackPhoto, passportPhoto } from './photos.ts';
import { inviteTo, publish } from './workflow.ts';

/** A selfie, and before it a form that wants a camera of this size. */
const publishSelfie = (house: House, width = 640, height = 480): Promise<string> =>
  publish(house, [
    {
      id: 'form',
      type: 'form',
      config: { title: { en: 'Begin' }, fields: [], requiresCamera: { width, height } },
      on: { next: 'selfie', low_resolution: 'low' },
    },
    {
      id: 'selfie',
      type: 'selfie',
      config: {
        nextLabel: { en: 'Send it' },
        design: { header: '<p>Example Bank</p>', body: '<h2>Your face</h2>', styleSheet: 'html { opacity: 0.99 }' },
      },
      on: { success: 'end', unresolved: 'end', back: 'form' },
    },
    { id: 'low', type: 'handoff', config: { title: { en: 'Take your phone' } }, on: { next: 'end' } },
    { id: 'end', type: 'end', config: { decision: 'needs_review', showsSummary: true }, on: {} },
  ]);

describe('a selfie', suite, () => {
  const house = openHouse({ hasCamera: true });

  it('is taken by the camera that looks at the person, as in a mirror, and goes to a reviewer', async () => {
    const { page, context, sessionId, errors } = await inviteTo(house(), await publishSelfie(house()), phone);
    const asked = page.waitForRequest('**/api/capture/submit');
    await page.locator('button[type=submit]').click();
    assert.deepEqual((await asked).postDataJSON().input.camera, { width: 1920, height: 1080 });
    await page.getByRole('button', { name: 'Take a selfie' }).click();
    await page.locator('.shutter[aria-disabled=false]').waitFor();
    await page.locator('ellipse.guide-line').waitFor();
    const { x, y, width, height } = (await page.locator('dialog').boundingBox()) ?? {};
    assert.deepEqual({ x, y, width, height }, { x: 0, y: 0, ...phone.viewport }, 'no design cuts the camera off');
    await assertAccessible(page);
    const mirror = await page.locator('video').evaluate((video) => getComputedStyle(video).transform);
    assert.equal(mirror, 'matrix(-1, 0, 0, 1, 0, 0)');
    await page.keyboard.press('Enter');
    await page.locator('img.photo').waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Take another photo' }).click();
    await page.getByRole('button', { name: 'Take a selfie' }).click();
    await page.locator('.shutter[aria-disabled=false]').click();
    const uploaded = page.waitForResponse('**/api/capture/uploads/selfie?**');
    await page.getByRole('button', { name: 'Send it' }).click();
    const { side, widthPx }: UploadResponse = await (await uploaded).json();
    assert.deepEqual([side, widthPx], ['selfie', 1920]);
    await page.getByRole('heading', { name: 'Thank you, we have everything' }).waitFor();
    await page.getByText('Picture of your face').waitFor();
    assert.equal((await readSession(house(), sessionId)).state, 'in_review');
    assert.deepEqual(errors, []);
    await leave(context);
  });

  it('may come from a file, and one that is of no use is asked for again with the reason', async () => {
    const { page, context } = await inviteTo(house(), await publishSelfie(house()), desktop);
    await page.locator('button[type=submit]').click();
    await page.getByRole('button', { name: 'Take a selfie' }).waitFor();
    await assertAccessible(page);
    await chooseFile(page, 'me.jpg', await blackPhoto());
    await page.locator('img.photo').waitFor();
    await page.getByRole('button', { name: 'Send it' }).click();
    await page.getByText('The picture is too dark').waitFor();
    await assertAccessible(page);
    await chooseFile(page, 'me.jpg', passportPhoto());
    await page.getByRole('button', { name: 'Send it' }).click();
    await page.getByRole('heading', { name: 'Thank you, we have everything' }).waitFor();
    await leave(context);
  });

  it('is not asked of a device whose camera is too coarse', async () => {
    const { page, context } = await inviteTo(house(), await publishSelfie(house(), 3840, 2160), phone);
    await page.locator('button[type=submit]').click();
    await page.getByRole('heading', { name: 'Take your phone' }).waitFor();
    await leave(context);
  });
});
