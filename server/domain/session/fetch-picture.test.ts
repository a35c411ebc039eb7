import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, describe, it } from 'node:test';
import { openGate } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { organizationSettings } from '../organization/settings.ts';
import { updateSettings } from '../organization/update-settings.ts';
import { fetchPicture } from './fetch-picture.ts';

const gate = await openGate();
const { scope } = await gate.addOrganization();
const { scope: stranger } = await gate.addOrganization();
const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
const answers: Readonly<Record<string, { status?: number; type: string; body: string | Buffer }>> = {
  '/logo.svg': { type: 'image/svg+xml; charset=utf-8', body: svg },
  '/page': { type: 'text/html', body: '<script>alert(1)</script>' },
  '/gone': { status: 404, type: 'image/png', body: 'x' },
  '/large.png': { type: 'image/png', body: Buffer.alloc(1_000_001) },
};
const heard: string[] = [];
const host = createServer((request, response) => {
  heard.push(`${request.url} ${request.headers.referer ?? ''}${request.headers.cookie ?? ''}`);
  const { status = 200, type, body } = answers[request.url ?? ''] ?? { status: 404, type: 'text/plain', body: '' };
  response.writeHead(status, { 'content-type': type }).end(body);
});
host.listen(0, '127.0.0.1');
await once(host, 'listening');
const address = host.address();
const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
const allow = organizationSettings.parse({ allowedHosts: ['127.0.0.1'] });
expectOk(await updateSettings(gate.context, scope.organizationId, allow, system));
after(async () => {
  host.close();
  await gate.close();
});

describe('a picture of a design', () => {
  it('is fetched once, however many ask, and comes as what it is', async () => {
    const asked = Array.from({ length: 5 }, () => fetchPicture(gate.context, scope, `${origin}/logo.svg`));
    const expected = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
    for (const picture of await Promise.all(asked)) assert.equal(expectOk(picture), expected);
    assert.equal(expectOk(await fetchPicture(gate.context, scope, `${origin}/logo.svg`)), expected);
    assert.deepEqual(heard, ['/logo.svg ']);
  });

  for (const path of ['/page', '/gone', '/large.png', '/unknown']) {
    it(`is none at ${path}`, async () => {
      const picture = await fetchPicture(gate.context, scope, origin + path);
      assert.equal(picture.ok ? '' : picture.error.code, 'not_found');
    });
  }

  it('is not asked for where the organization does not allow the host, also when another one has fetched it', async () => {
    const before = heard.length;
    const picture = await fetchPicture(gate.context, stranger, `${origin}/logo.svg`);
    assert.equal(picture.ok ? '' : picture.error.code, 'not_found');
    assert.equal(heard.length, before);
  });
});
