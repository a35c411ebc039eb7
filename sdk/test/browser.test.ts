import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { build } from 'vite';
import { suite } from '../../capture/test/browser.ts';
import { openHouse } from '../../capture/test/journey.ts';

/** The client as a page would load it: one module, nothing beside it. */
const bundle = async (): Promise<string> => {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, '../index.ts'), formats: ['es'], fileName: 'sdk' },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const chunks = output !== undefined && 'output' in output ? output.output : [];
  const code = chunks.flatMap((chunk) => ('code' in chunk ? [chunk.code] : []));
  assert.equal(code.length, 1);
  return code[0] ?? '';
};

describe('the client in a browser', suite, () => {
  const house = openHouse();

  it('makes and lists sessions of its own origin, and checks signatures', async () => {
    const { browser, server } = house();
    await server.createSession();
    // The policy of the start page allows no script at all; a customer's page would have its own.
    const context = await browser.newContext({ bypassCSP: true });
    const page = await context.newPage();
    await page.goto(`${server.baseUrl}/`);
    const code = Buffer.from(await bundle()).toString('base64');
    const found = await page.evaluate(
      async ({ source, key }) => {
        const sdk = await import(source);
        const client = sdk.createClient({ baseUrl: location.origin, key });
        const sessions = await client.sessions.list({ limit: 1 }).toArray(3);
        const refused = await client.sessions.get('no-id').catch((error: { code: string }) => error.code);
        const headers = { 'webhook-id': 'a', 'webhook-timestamp': '1', 'webhook-signature': 'v1,AAAA' };
        const message = {
          body: '{}',
          headers,
          secret: `whsec_${btoa('a secret of 24 characters')}`,
          now: new Date(1000),
        };
        const forged = await sdk.verifyWebhook(message).catch((error: { name: string }) => error.name);
        return { count: sessions.length, state: sessions[0].state, refused, forged };
      },
      { source: `data:text/javascript;base64,${code}`, key: server.liveKey },
    );
    assert.deepEqual(
      { ...found, count: found.count >= 1 },
      { count: true, state: 'created', refused: 'not_found', forged: 'WebhookError' },
    );
    await context.close();
  });
});
