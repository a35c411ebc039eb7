/**
 * The author's own text. The server cleans it of everything that could run or load, and the content security policy
 * forbids both a second time: the one place where HTML of a workflow enters the page.
 */
export const Prose = ({ html, language }: { html: string; language?: string }) => (
  <div class="prose" lang={language} dangerouslySetInnerHTML={{ __html: html }} />
);
