import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openNativeApi } from '../../test/native-api.ts';

const api = await openNativeApi();
after(api.close);
const owner = await api.addOrganization();
const live = await api.addClient(owner, 'live');
const test = await api.addClient(owner, 'test');

const read = async () => (await live.get('/api/settings')).json();

describe('the settings', () => {
  it('are changed as a whole, and seen by both environments', async () => {
    const { revision, settings } = await read();
    const redirectUrls = ['https://app.example.com'];
    const changed = await live.put('/api/settings', { revision, settings: { ...settings, redirectUrls } });
    assert.equal(changed.statusCode, 200, changed.body);
    assert.deepEqual(changed.json().settings, { ...settings, redirectUrls });
    assert.notEqual(changed.json().revision, revision);
    assert.deepEqual(await read(), changed.json());
    assert.deepEqual((await test.get('/api/settings')).json(), changed.json());
  });

  it('get the default for each member that is left out', async () => {
    const { revision } = await read();
    const changed = await live.put('/api/settings', { revision, settings: {} });
    assert.deepEqual(changed.json().settings.redirectUrls, []);
  });

  it('keep what somebody else changed meanwhile: of two changes at once one is refused', async () => {
    const { revision, settings } = await read();
    const names = ['One', 'Other'];
    const answers = await Promise.all(
      names.map((name) => live.put('/api/settings', { revision, settings: { ...settings, branding: { name } } })),
    );
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [200, 409]);
    const won = answers.findIndex(({ statusCode }) => statusCode === 200);
    assert.equal((await read()).settings.branding.name, names[won]);
    assert.equal((await live.put('/api/settings', { revision, settings })).json().code, 'conflict');
  });

  it('are not changed with a test key, because they hold for the live environment too', async () => {
    const before = await read();
    const refused = await test.put('/api/settings', before);
    assert.equal(refused.statusCode, 403);
    assert.equal(refused.json().code, 'forbidden');
    assert.deepEqual(await read(), before);
  });

  for (const [name, settings, pointer] of [
    ['an unknown member', { colour: 'red' }, '/settings/colour'],
    ['a logo from elsewhere', { branding: { logoUrl: 'https://example.com/a.png' } }, '/settings/branding/logoUrl'],
    ['a redirect with a star', { redirectUrls: ['https://*.example.com'] }, '/settings/redirectUrls/0'],
    ['a retention of no day', { retention: { sessionDays: 0 } }, '/settings/retention/sessionDays'],
  ] as const) {
    it(`do not take ${name}, and say where it is`, async () => {
      const { revision } = await read();
      const refused = await live.put('/api/settings', { revision, settings });
      assert.equal(refused.statusCode, 400);
      assert.equal(refused.json().errors[0].pointer, pointer);
    });
  }
});
