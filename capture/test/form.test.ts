import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CaptureState } from '@gatehouse/core/contract/capture.ts';
import type { FieldView } from '@gatehouse/core/node/view.ts';
import type { Page } from 'playwright-core';
import { assertAccessible } from './accessibility.ts';
import { leave, suite } from './browser.ts';
import { fillDetails, invite, openHouse, submitDetails } from './journey.ts';
import { inviteTo, publish } from './workflow.ts';

const field = (name: string, type: FieldView['type'], rules: Partial<FieldView> = {}): FieldView => ({
  name,
  type,
  label: name,
  help: null,
  required: true,
  value: null,
  minLength: null,
  maxLength: null,
  mask: null,
  minimum: null,
  maximum: null,
  earliest: null,
  latest: null,
  options: [],
  html: null,
  autocomplete: null,
  ...rules,
});

/** Every type of field, and rules that the demo workflow does not use. */
const everyType: FieldView[] = [
  field('terms', 'html', { label: '', html: '<h2>Terms</h2><p>Read <a href="https://example.com">this</a>.</p>' }),
  field('code', 'text', { mask: 'AA99', help: 'Stands on your letter.' }),
  field('motto', 'text', { minLength: 5, maxLength: 10 }),
  field('mail', 'email'),
  field('mobile', 'phone'),
  field('moved', 'date', { earliest: '2020-01-01', latest: '2026-01-01' }),
  field('country', 'country'),
  field('work', 'select', { options: [{ value: 'a', label: 'Employed' }] }),
  field('income', 'number', { minimum: 1, maximum: 1000 }),
  field('consent', 'checkbox'),
];

/** The server's own answer with another view in it. */
const showForm = async (page: Page, fields: FieldView[]): Promise<void> => {
  await page.route('**/api/capture/{open,current}', async (route) => {
    const response = await route.fetch();
    const state: CaptureState = await response.json();
    const labels = { nextLabel: null, backLabel: null };
    const form = { kind: 'form', title: 'Everything', intro: null, fields, canGoBack: true } as const;
    const view: CaptureState['view'] = { ...form, ...labels, requiresCamera: null, design: null };
    await route.fulfill({ response, json: { ...state, view } });
  });
  await page.reload();
  await page.getByRole('heading', { name: 'Everything' }).waitFor();
};

describe('the form', suite, () => {
  const house = openHouse();

  it('names every answer that is missing, and leads to it', async () => {
    const { page, context } = await invite(house());
    await page.locator('button[type=submit]').click();
    await page.locator('.error-summary:focus').waitFor();
    assert.equal(await page.locator('.error-summary li').count(), 3);
    await assertAccessible(page);
    await page.locator('.error-summary a').nth(1).click();
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'birthDate');
    await leave(context);
  });

  it('says what is wrong when the person leaves the field, and stops once it is right', async () => {
    const { page, context } = await invite(house());
    const email = page.locator('input[name=email]');
    await email.fill('anna@');
    await email.blur();
    await page.getByText('Please write an e-mail address').waitFor();
    assert.equal(await email.getAttribute('aria-invalid'), 'true');
    await email.fill('anna@example.com');
    await page.getByText('Please write an e-mail address').waitFor({ state: 'detached' });
    await leave(context);
  });

  it('shows every type of field with its own sentence, and axe finds nothing', async () => {
    const { page, context } = await invite(house());
    await showForm(page, everyType);
    await assertAccessible(page);
    await page.locator('[name=code]').fill('12AB');
    await page.locator('[name=motto]').fill('abc');
    await page.locator('[name=mail]').fill('no address');
    await page.locator('[name=mobile]').fill('call me');
    await page.locator('[name=moved]').fill('2019-12-31');
    await page.locator('[name=income]').fill('2000');
    await page.locator('button[type=submit]').click();
    await page.locator('.error-summary:focus').waitFor();
    assert.deepEqual(await page.locator('.field-error').allInnerTexts(), [
      'Please write it in the form AA99, A for a letter and 9 for a digit.',
      'Please write at least 5 characters.',
      'Please write an e-mail address like name@example.com.',
      'Please write a phone number with its country code, like +44 20 7946 0000.',
      'Please give a date on or after 1 January 2020.',
      'Please fill in this field.',
      'Please fill in this field.',
      'Please give a number of at most 1,000.',
      'Please tick this box to go on.',
    ]);
    await assertAccessible(page);
    await leave(context);
  });

  it('keeps the answers when the language changes, and names countries in it', async () => {
    const { page, context } = await invite(house());
    await showForm(page, everyType);
    await page.locator('[name=motto]').fill('carpe diem');
    await page.locator('[name=country]').selectOption({ label: 'Germany' });
    await page.locator('.language select').selectOption('de');
    await page.getByRole('button', { name: 'Weiter' }).waitFor();
    assert.equal(await page.locator('[name=motto]').inputValue(), 'carpe diem');
    assert.equal(await page.locator('[name=country] option:checked').textContent(), 'Deutschland');
    await leave(context);
  });

  it('ties the server’s errors to their fields and keeps the answers', async () => {
    const { page, context } = await invite(house());
    const errors = [
      { pointer: '/input/name', code: 'too_long', detail: 'x' },
      { pointer: '/input/email', code: 'mailbox_full', detail: 'This mailbox is full.' },
    ];
    await page.route('**/api/capture/submit', (route) =>
      route.fulfill({ status: 422, json: { code: 'input_invalid', errors } }),
    );
    await submitDetails(page);
    await page.locator('.error-summary:focus').waitFor();
    assert.deepEqual(await page.locator('.field-error').allInnerTexts(), [
      'Please write at most 200 characters.',
      'This mailbox is full.',
    ]);
    assert.equal(await page.locator('input[name=name]').inputValue(), 'Anna Maria Eriksson');
    await leave(context);
  });

  it('sends once, however often the button is clicked', async () => {
    const { page, context } = await invite(house());
    let submissions = 0;
    await page.route('**/api/capture/submit', async (route) => {
      submissions += 1;
      await route.continue();
    });
    await fillDetails(page);
    await page.locator('button[type=submit]').dblclick();
    await page.getByRole('heading', { name: 'Your identity document' }).waitFor();
    assert.equal(submissions, 1);
    await leave(context);
  });

  it('goes back from the document to the answers that were given', async () => {
    const { page, context } = await invite(house());
    await submitDetails(page);
    await page.getByRole('heading', { name: 'Your identity document' }).waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('heading', { name: 'Your details' }).waitFor();
    assert.equal(await page.locator('input[name=birthDate]').inputValue(), '1990-08-12');
    await leave(context);
  });

  it('takes a social security number as dots in groups, shows it when asked to, and sends its digits', async () => {
    const { page, context } = await invite(house());
    await showForm(page, [field('ssn', 'ssn', { label: 'Social security number', autocomplete: 'off' })]);
    const ssn = page.getByLabel('Social security number');
    await ssn.pressSequentially('123-45-67');
    assert.equal(await ssn.inputValue(), '•••-••-••');
    assert.deepEqual(
      await ssn.evaluate((input) => [input.getAttribute('inputmode'), input.getAttribute('autocomplete')]),
      ['numeric', 'off'],
    );
    await page.locator('button[type=submit]').click();
    assert.deepEqual(await page.locator('.field-error').allInnerTexts(), [
      'Please write all nine digits of your social security number.',
    ]);
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Show' }).click();
    assert.equal(await ssn.inputValue(), '123-45-67');
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Hide' }).click();
    await ssn.press('Home');
    await ssn.press('Delete');
    await ssn.pressSequentially('9');
    await ssn.press('End');
    await ssn.pressSequentially('8x90');
    assert.equal(await ssn.inputValue(), '•••-••-••••');
    const sent = page.waitForRequest('**/api/capture/submit');
    await page.locator('button[type=submit]').click();
    assert.deepEqual((await sent).postDataJSON().input, { ssn: '923456789' });
    await leave(context);
  });

  it('goes on without a camera where one is needed, and says so instead of asking for the answers', async () => {
    const workflow = await publish(house(), [
      {
        id: 'form',
        type: 'form',
        config: {
          title: { en: 'Details' },
          fields: [{ name: 'name', type: 'text', label: { en: 'Name' }, required: true }],
          requiresCamera: { width: 1280, height: 720 },
        },
        on: { next: 'end', low_resolution: 'phone' },
      },
      { id: 'phone', type: 'handoff', config: { title: { en: 'Take your phone' } }, on: { next: 'end' } },
      { id: 'end', type: 'end', config: { decision: 'none' }, on: {} },
    ]);
    const { page, context } = await inviteTo(house(), workflow);
    await page.getByText('No picture is taken or sent').waitFor();
    await assertAccessible(page);
    const sent = page.waitForRequest('**/api/capture/submit');
    await page.locator('button[type=submit]').click();
    assert.equal((await sent).postDataJSON().input.camera, null);
    await page.getByRole('heading', { name: 'Take your phone' }).waitFor();
    await leave(context);
  });
});
