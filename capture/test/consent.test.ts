import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAccessible } from './accessibility.ts';
import { desktop, leave, phone, suite, visit } from './browser.ts';
import { openHouse, readSession } from './journey.ts';
import { giveOutcome, inviteTo, publish } from './workflow.ts';

const consent = (config: object, next: string) => ({
  id: 'consent',
  type: 'consent',
  config: {
    title: { en: 'Your consent', de: 'Ihre Einwilligung' },
    text: { en: '<p>We look at <b>your document</b>.</p><script>alert(1)</script>' },
    textVersion: '2026-03',
    allowsDecline: true,
    declineLabel: { en: 'Come to our office', de: 'In die Filiale kommen' },
    ...config,
  },
  on: { next, declined: 'end' },
});
const form = {
  id: 'form',
  type: 'form',
  config: { title: { en: 'Your name' }, fields: [{ name: 'name', type: 'text', label: { en: 'Name' } }] },
  on: { next: 'end' },
};
const handoff = { id: 'handoff', type: 'handoff', config: {}, on: { next: 'wait' } };
const wait = { id: 'wait', type: 'wait', config: { outcomes: ['success'] }, on: { success: 'end' } };
const end = { id: 'end', type: 'end', config: { decision: 'none' } };

const tabTo = async (page: Page, name: string): Promise<void> => {
  for (let tabs = 0; tabs < 15; tabs += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.textContent?.trim() === wanted, name)) return;
  }
  assert.fail(`The tab key never reached "${name}".`);
};

describe('consent and hand-over', suite, () => {
  const house = openHouse();

  it('shows the cleaned text in its own language, and what is sent names the text that was shown', async () => {
    const workflowId = await publish(house(), [consent({}, 'form'), form, end]);
    const { page, context, errors } = await inviteTo(house(), workflowId, { ...phone, locale: 'de-DE' });
    await page.getByRole('heading', { name: 'Ihre Einwilligung' }).waitFor();
    assert.equal(await page.locator('.prose').getAttribute('lang'), 'en');
    assert.equal(await page.locator('.prose').innerHTML(), '<p>We look at <b>your document</b>.</p>');
    await assertAccessible(page);
    const sent = page.waitForRequest('**/api/capture/submit');
    await page.getByRole('button', { name: 'Ich stimme zu' }).click();
    const { input } = (await sent).postDataJSON();
    assert.deepEqual(input, { accepted: true, language: 'en', textVersion: '2026-03' });
    await page.getByRole('heading', { name: 'Your name' }).waitFor();
    assert.deepEqual(errors, []);
    await leave(context);
  });

  it('has another way, by the customer’s words; without one there is no such button', async () => {
    const free = await inviteTo(house(), await publish(house(), [consent({}, 'form'), form, end]));
    await free.page.getByRole('button', { name: 'Come to our office' }).click();
    await free.page.getByRole('heading', { name: 'Thank you' }).waitFor();
    assert.equal((await readSession(house(), free.sessionId)).state, 'completed');
    await leave(free.context);
    const strict = { ...consent({ allowsDecline: false, declineLabel: undefined }, 'end'), on: { next: 'end' } };
    const bound = await inviteTo(house(), await publish(house(), [strict, end]));
    await bound.page.getByRole('button', { name: 'I agree' }).waitFor();
    assert.equal(await bound.page.locator('.actions button').count(), 1);
    await leave(bound.context);
  });

  it('is withdrawn from the page by keyboard alone, and the session ends', async () => {
    const workflowId = await publish(house(), [consent({}, 'form'), form, end]);
    const { page, context, sessionId, errors } = await inviteTo(house(), workflowId, desktop);
    await page.getByRole('heading', { name: 'Your consent' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Withdraw a consent' }).count(), 0);
    await tabTo(page, 'I agree');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your name' }).waitFor();
    await tabTo(page, 'Withdraw a consent');
    await page.keyboard.press('Enter');
    await page.locator('#withdrawal-title:focus').waitFor();
    await assertAccessible(page);
    await page.keyboard.press('Escape');
    await page.locator('.withdrawal').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'link');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Withdraw “Your consent”');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'This check was cancelled' }).waitFor();
    await page.getByText('Your consent was withdrawn.').waitFor();
    await assertAccessible(page);
    assert.equal((await readSession(house(), sessionId)).state, 'cancelled');
    assert.deepEqual(errors, []);
    await leave(context);
  });

  it('can be withdrawn after the end, which stays as it was', async () => {
    const { page, context, sessionId } = await inviteTo(house(), await publish(house(), [consent({}, 'end'), end]));
    await page.getByRole('button', { name: 'I agree' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await page.getByRole('button', { name: 'Withdraw a consent' }).click();
    await page.getByRole('button', { name: 'Withdraw “Your consent”' }).click();
    await page.getByText('Your consent was withdrawn.').waitFor();
    await page.getByRole('button', { name: 'Withdraw a consent' }).waitFor({ state: 'detached' });
    assert.equal((await readSession(house(), sessionId)).state, 'completed');
    await leave(context);
  });

  it('leaves what is being filled in alone where the withdrawal does not end the session', async () => {
    const workflowId = await publish(house(), [consent({ withdrawalEnds: false }, 'form'), form, end]);
    const { page, context } = await inviteTo(house(), workflowId);
    await page.getByRole('button', { name: 'I agree' }).click();
    await page.locator('input[name=name]').fill('Anna');
    await page.getByRole('button', { name: 'Withdraw a consent' }).click();
    await page.getByRole('button', { name: 'Withdraw “Your consent”' }).click();
    await page.getByText('Your consent was withdrawn.').waitFor();
    assert.equal(await page.locator('input[name=name]').inputValue(), 'Anna');
    await leave(context);
  });

  it('hands over by the code to another device, which has one button, and this page follows', async () => {
    const workflowId = await publish(house(), [handoff, wait, end]);
    const { page, context, url, sessionId, errors } = await inviteTo(house(), workflowId, desktop);
    await page.locator('.qr-code path').waitFor();
    await assertAccessible(page);
    const other = await visit(house().browser, `${url}#other-device`);
    await other.page.getByRole('button', { name: 'Continue' }).waitFor();
    assert.equal(await other.page.locator('.qr-code').count(), 0);
    const sent = other.page.waitForRequest('**/api/capture/submit');
    await other.page.getByRole('button', { name: 'Continue' }).click();
    assert.deepEqual((await sent).postDataJSON().input, { device: 'other' });
    for (const each of [other.page, page])
      await each.getByRole('heading', { name: 'We have what we need for now' }).waitFor();
    await giveOutcome(house(), sessionId, 'wait', 'success');
    for (const each of [other.page, page]) await each.getByRole('heading', { name: 'Thank you' }).waitFor();
    assert.deepEqual(errors, []);
    await leave(other.context);
    await leave(context);
  });

  it('on a phone one may go on at once, unless the workflow wants another device', async () => {
    const free = await inviteTo(house(), await publish(house(), [handoff, wait, end]));
    await free.page.getByRole('button', { name: 'Show the code' }).click();
    await free.page.locator('.qr-code path').waitFor();
    await free.page.getByRole('button', { name: 'Continue here' }).click();
    await free.page.getByRole('heading', { name: 'We have what we need for now' }).waitFor();
    await leave(free.context);
    const only = { ...handoff, config: { allowsHere: false } };
    const bound = await inviteTo(house(), await publish(house(), [only, wait, end]));
    await bound.page.locator('.qr-code path').waitFor();
    assert.equal(await bound.page.locator('.actions button').count(), 0);
    await leave(bound.context);
  });

  it('without https there is the address instead of a code', async () => {
    const { url, context: first } = await inviteTo(house(), await publish(house(), [handoff, wait, end]));
    await leave(first);
    const context = await house().browser.newContext({ ...desktop, reducedMotion: 'reduce' });
    await context.route('http://gatehouse.test/**', async (route) => {
      const { pathname } = new URL(route.request().url());
      await route.fulfill({ response: await route.fetch({ url: `${house().server.baseUrl}${pathname}` }) });
    });
    const page = await context.newPage();
    await page.goto(`http://gatehouse.test${new URL(url).pathname}`);
    await page.getByText('does not begin with https').waitFor();
    const address = await page.locator('.address').textContent();
    assert.equal(address, `http://gatehouse.test${new URL(url).pathname}#other-device`);
    assert.equal(await page.locator('.qr-code').count(), 0);
    await assertAccessible(page);
    await leave(context);
  });
});
