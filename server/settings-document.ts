import type { z } from 'zod';
import { type SettingDetails, settingDetails, settings } from './settings.ts';

/** docs/settings.md, read from the one schema of the settings. */
export const settingsDocument = (): string => `# Settings

Settings are environment variables. None is needed to start. A wrong value stops the start with one sentence that names
the setting and says what to write.

| setting | default | unit | meaning |
| --- | --- | --- | --- |
${Object.entries(settings.shape)
  .map(([name, schema]) => row(name, schema, settingDetails.get(schema)))
  .join('\n')}

Generated from \`server/config.ts\` by \`npm run generate\`.
`;

const row = (name: string, schema: z.ZodType, details: SettingDetails | undefined): string => {
  const secret = details?.isSecret === true ? ' Secret: it is never shown.' : '';
  const fallback = details?.defaultText ?? `\`${String(schema.parse(undefined))}\``;
  return `| \`${name}\` | ${fallback} | ${details?.unit ?? ''} | ${details?.description ?? ''}${secret} Write ${details?.expects ?? ''}. |`;
};
