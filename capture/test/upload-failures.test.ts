import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { UploadResponse } from '@gatehouse/core/contract/capture.ts';
import { desktop, leave, phone, suite } from './browser.ts';
import { cancelSession, chooseFile, goToPassport, invite, openHouse, readSession, usePhoto } from './journey.ts';
import {
  brokenPhoto,
  heicPhoto,
  hugeBrokenPhoto,
  hugePassportPhoto,
  passportPhoto,
  pdfFile,
  textFile,
} from './photos.ts';

const files: readonly [string, () => Buffer, RegExp, RegExp][] = [
  ['a HEIC photo', heicPhoto, /cannot open HEIC photos/, /kann HEIC-Fotos nicht öffnen/],
  ['a PDF', pdfFile, /This is a PDF, and a photo is needed/, /Das ist ein PDF, gebraucht wird ein Foto/],
  ['a text file renamed .jpg', textFile, /This file is not a photo/, /Diese Datei ist kein Foto/],
  ['an empty file', () => Buffer.alloc(0), /This file is empty/, /Diese Datei ist leer/],
  [
    'a large photo that no browser can open',
    hugeBrokenPhoto,
    /too large for your browser/,
    /zu groß für Ihren Browser/,
  ],
];

const answers: readonly [string, number, string, RegExp][] = [
  ['413', 413, 'upload_too_large', /This photo is too large to be sent/],
  ['415 for HEIC', 415, 'image_heic', /cannot open HEIC photos/],
  ['422', 422, 'image_broken', /This photo is damaged/],
  ['429', 429, 'rate_limited', /please try again in 7 seconds/],
  ['500', 500, 'internal', /Something went wrong on our side/],
];

describe('a photo that cannot be sent', suite, () => {
  const house = openHouse();

  for (const [name, locale] of [
    ['English', 'en-GB'],
    ['German', 'de-DE'],
  ] as const) {
    it(`each wrong file is refused with one ${name} sentence, and the right one goes through afterwards`, async () => {
      const { page, context, sessionId } = await invite(house(), { ...phone, locale });
      await goToPassport(page);
      for (const [what, make, english, german] of files) {
        await chooseFile(page, 'photo.jpg', make());
        await page.locator('.message').waitFor();
        assert.match((await page.textContent('.message')) ?? '', locale === 'en-GB' ? english : german, what);
      }
      await chooseFile(page, 'photo.jpg', passportPhoto());
      await usePhoto(page);
      await page.locator('.icon-check').waitFor();
      assert.equal((await readSession(house(), sessionId)).decision, 'approved');
      await leave(context);
    });
  }

  it('a small photo that the browser cannot open is judged by the server', async () => {
    const { page, context } = await invite(house());
    await goToPassport(page);
    await chooseFile(page, 'photo.jpg', brokenPhoto());
    await page.getByText('This browser cannot show the photo').waitFor();
    await usePhoto(page);
    await page.getByText('This photo is damaged').waitFor();
    await leave(context);
  });

  it('a photo of 20 MB is made smaller and goes through', async () => {
    const photo = await hugePassportPhoto();
    assert.ok(photo.length >= 20_000_000, `${photo.length} bytes`);
    const { page, context, sessionId } = await invite(house());
    const uploaded = page.waitForResponse('**/api/capture/uploads/**');
    await goToPassport(page);
    await chooseFile(page, 'photo.jpg', photo);
    await usePhoto(page);
    const { sizeBytes, widthPx }: UploadResponse = await (await uploaded).json();
    assert.ok(sizeBytes < 5_000_000, `${sizeBytes} bytes were sent`);
    assert.equal(widthPx, 3_000);
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    assert.equal((await readSession(house(), sessionId)).decision, 'approved');
    await leave(context);
  });

  for (const [name, status, code, sentence] of answers) {
    it(`${name} from the server ends in a sentence, and the person can try again`, async () => {
      const { page, context } = await invite(house());
      await page.route(
        '**/api/capture/uploads/**',
        (route) => route.fulfill({ status, headers: { 'retry-after': '7' }, json: { code, errors: [] } }),
        { times: 1 },
      );
      await goToPassport(page);
      await chooseFile(page, 'photo.jpg', passportPhoto());
      await usePhoto(page);
      await page.locator('.message').waitFor();
      assert.match((await page.textContent('.message')) ?? '', sentence);
      if (status < 500 && status !== 429) await chooseFile(page, 'photo.jpg', passportPhoto());
      await usePhoto(page);
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
      await leave(context);
    });
  }

  it('a network that is lost in the middle of an upload is waited for, and the photo is sent again by itself', async () => {
    const { page, context, sessionId } = await invite(house());
    await goToPassport(page);
    await page.route('**/api/capture/uploads/**', (route) => route.abort('internetdisconnected'), { times: 1 });
    await chooseFile(page, 'photo.jpg', passportPhoto());
    await usePhoto(page);
    await page.getByText('The connection is lost: your photo is kept').waitFor();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    assert.equal((await readSession(house(), sessionId)).decision, 'approved');
    await leave(context);
  });

  it('while the network is gone the person can cancel, or send at once when it is back', async () => {
    const { page, context } = await invite(house());
    await goToPassport(page);
    await chooseFile(page, 'photo.jpg', passportPhoto());
    await context.setOffline(true);
    await usePhoto(page);
    await page.getByText('The connection is lost').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await usePhoto(page);
    await page.getByText('The connection is lost').waitFor();
    await context.setOffline(false);
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await leave(context);
  });

  it('a hand-in whose answer was lost is not taken for somebody else’s', async () => {
    const { page, context } = await invite(house());
    await page.route(
      '**/api/capture/submit',
      async (route) => {
        await route.fetch();
        await route.abort('connectionreset');
      },
      { times: 1 },
    );
    await page.locator('input[name=name]').fill('Anna Maria Eriksson');
    await page.locator('input[name=birthDate]').fill('1990-08-12');
    await page.locator('input[name=email]').fill('anna@example.com');
    await page.locator('button[type=submit]').click();
    await page.getByText('There is no connection to the server').waitFor();
    await page.locator('button[type=submit]').click();
    await page.getByRole('heading', { name: 'Your identity document' }).waitFor();
    assert.equal(await page.getByText('already done').count(), 0);
    await leave(context);
  });

  it('a step that was done elsewhere is left with a word about it', async () => {
    const first = await invite(house(), desktop);
    const second = await first.context.newPage();
    await second.goto(first.url);
    for (const page of [second, first.page]) {
      await page.locator('input[name=name]').fill('Anna Maria Eriksson');
      await page.locator('input[name=birthDate]').fill('1990-08-12');
      await page.locator('input[name=email]').fill('anna@example.com');
      await page.locator('button[type=submit]').click();
      await page.getByRole('heading', { name: 'Your identity document' }).waitFor();
    }
    await first.page.getByText('This step was already done').waitFor();
    await leave(first.context);
  });

  it('a session that was cancelled meanwhile is over', async () => {
    const { page, context, sessionId } = await invite(house());
    await goToPassport(page);
    await chooseFile(page, 'photo.jpg', passportPhoto());
    await cancelSession(house(), sessionId);
    await usePhoto(page);
    await page.getByRole('heading', { name: 'This check was cancelled' }).waitFor();
    await leave(context);
  });
});
