import { z } from 'zod';

/** Any JSON value. One schema for all places, so that the API's document can name it once. */
export const jsonValue = z.json();
