const named: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
]);

/** The words of a label, which a document may write as html: tags go, character references become what they stand for. */
export const plainText = (html: string): string =>
  html
    .replace(/<[^<>]*>/g, '')
    .replace(
      /&(#x?[0-9a-f]{1,6}|[a-z]{1,8});/gi,
      (whole, name: string) => named.get(name.toLowerCase()) ?? decode(whole, name),
    )
    .trim();

const decode = (whole: string, name: string): string => {
  if (!name.startsWith('#')) return whole;
  const isHex = name[1] === 'x' || name[1] === 'X';
  const code = Number.parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10);
  const isCharacter = code > 31 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '';
};
