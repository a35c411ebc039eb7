import { readFileSync } from 'node:fs';
import { type Client, createClient } from '@gatehouse/sdk';

/** A client from GATEHOUSE_URL and GATEHOUSE_KEY, or from the credentials.json of a first start. */
export const connect = (): Client => {
  const { GATEHOUSE_URL, GATEHOUSE_KEY, DATA_DIR = './data' } = process.env;
  if (GATEHOUSE_URL !== undefined && GATEHOUSE_KEY !== undefined) {
    return createClient({ baseUrl: GATEHOUSE_URL, key: GATEHOUSE_KEY });
  }
  const { baseUrl, keys } = JSON.parse(readFileSync(`${DATA_DIR}/credentials.json`, 'utf8'));
  return createClient({ baseUrl, key: keys.test });
};
