import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { after, before } from 'node:test';
import type { SessionAnswer } from '@gatehouse/core/contract/session.ts';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { RunningServer } from '../../server/test/running-server.ts';
import { startServer } from '../../server/test/running-server.ts';
import type { BrowserOptions, Visit } from './browser.ts';
import { launchBrowser, phone, suite, visit } from './browser.ts';
import { playDemoPassport } from './fake-camera.ts';

/** Whom the generated passport shows. */
export const anna = { name: 'Anna Maria Eriksson', birthDate: '1990-08-12', email: 'anna@example.com' };

export interface House {
  readonly browser: Browser;
  readonly server: RunningServer;
}

export interface Guest extends Visit {
  readonly sessionId: string;
  readonly url: string;
}

/** One server and one browser for all tests of a file, made before the first and closed after the last. */
export const openHouse = (options: BrowserOptions & { readonly hasCamera?: boolean } = {}): (() => House) => {
  let house: House | null = null;
  let film: string | undefined;
  before(async () => {
    if (suite.skip !== false) return;
    film = options.hasCamera === true ? await playDemoPassport() : undefined;
    const server = await startServer();
    house = { server, browser: await launchBrowser({ ...options, ...(film !== undefined && { film }) }) };
  });
  after(async () => {
    await house?.browser.close();
    await house?.server.close();
    if (film !== undefined) await rm(dirname(film), { recursive: true });
  });
  return () => {
    if (house === null) throw new Error('The house is open only inside a test.');
    return house;
  };
};

/** A new session of the demo workflow, opened by the person. */
export const invite = async ({ browser, server }: House, options: BrowserContextOptions = phone): Promise<Guest> => {
  const { id, url } = await server.createSession();
  return { ...(await visit(browser, url, options)), sessionId: id, url };
};

export const fillDetails = async (page: Page, details = anna): Promise<void> => {
  await page.locator('input[name=name]').fill(details.name);
  await page.locator('input[name=birthDate]').fill(details.birthDate);
  await page.locator('input[name=email]').fill(details.email);
};

export const submitDetails = async (page: Page): Promise<void> => {
  await fillDetails(page);
  await page.locator('button[type=submit]').click();
};

/** Past the form and the choice of the document, to where a passport is photographed. */
export const goToPassport = async (page: Page): Promise<void> => {
  await submitDetails(page);
  await page.getByRole('button', { name: /Passport|Reisepass/ }).click();
  await page.locator('input[type=file]').first().waitFor({ state: 'attached' });
};

export const takePhoto = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: /^(Take a photo|Foto aufnehmen)$/ }).click();
  await page.locator('.shutter[aria-disabled=false]').click();
  await page.locator('img.photo').waitFor();
};

export const chooseFile = (page: Page, name: string, buffer: Buffer, mimeType = 'image/jpeg'): Promise<void> =>
  page.locator('input[type=file]').last().setInputFiles({ name, mimeType, buffer });

export const usePhoto = (page: Page): Promise<void> =>
  page.getByRole('button', { name: /^(Use this photo|Dieses Foto verwenden)$/ }).click();

/** What the customer sees of the session. */
export const readSession = async ({ server }: House, sessionId: string): Promise<SessionAnswer> => {
  const response = await fetch(`${server.baseUrl}/api/sessions/${sessionId}`, {
    headers: { authorization: `Bearer ${server.liveKey}` },
  });
  const session: SessionAnswer = await response.json();
  return session;
};

export const cancelSession = async ({ server }: House, sessionId: string): Promise<void> => {
  const response = await fetch(`${server.baseUrl}/api/sessions/${sessionId}/cancel`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.liveKey}`, 'content-type': 'application/json' },
    body: '{}',
  });
  if (!response.ok) throw new Error(`The session was not cancelled: ${await response.text()}`);
};
