import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertAccessible } from './accessibility.ts';
import { desktop, leave, phone, suite, visit } from './browser.ts';
import { createInstance, readDocument } from './instance.ts';
import { openHouse } from './journey.ts';

describe('an instance of a vendor’s workflow document', suite, () => {
  const house = openHouse();

  it('is gone through at its own address, across a reload', async () => {
    const url = await createInstance(house(), await readDocument('two-step'));
    assert.match(new URL(url).pathname, /^\/workflow\/wf_instance\/wfi-[0-9a-f-]{36}$/);
    const { page, context, errors } = await visit(house().browser, url, phone);
    await page.getByText('Who are you?').waitFor();
    await assertAccessible(page);
    await page.reload();
    await page.getByLabel('Field 1').fill('Ada');
    await page.locator('button[type=submit]').click();
    await page.getByText('Thank you.').waitFor();
    await assertAccessible(page);
    await page.reload();
    await page.getByText('Thank you.').waitFor();
    assert.equal(page.url(), url);
    assert.deepEqual(errors, []);
    await leave(context);
  });

  it('hands over to a phone by the same address', async () => {
    const nodes = [
      { type: 'qr_for_device_handoff', id: 'phone', fields: [], on_next: 'end' },
      { type: 'form', id: 'end', fields: [], is_terminal_node: true },
    ];
    const document = { version: 'v1', name: 'Phone', type: 'IAL2', isPublished: true, nodes, canvasData: {} };
    const url = await createInstance(house(), document);
    const { page, context } = await visit(house().browser, url, desktop);
    await page.locator('.qr-code path').waitFor();
    const second = await context.newPage();
    await second.goto(`${url}#other-device`);
    await second.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await leave(context);
  });

  it('that nobody has is said to be not valid', async () => {
    const url = `${house().server.baseUrl}/workflow/wf_instance/wfi-00000000-0000-4000-8000-000000000000`;
    const { page, context } = await visit(house().browser, url);
    await page.getByRole('heading', { name: 'This link is not valid' }).waitFor();
    await leave(context);
  });
});
