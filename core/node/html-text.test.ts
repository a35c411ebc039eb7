import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowedDesignHtml, findForbiddenMarkup } from './html-text.ts';

const designs: readonly [html: string, lost: readonly string[]][] = [
  ['<section class="hero" id="top"><h1>Hi</h1><table><tr><td colspan="2">x</td></tr></table></section>', []],
  ['<slot name="buttons"></slot><slot name="field:ssn"></slot>', []],
  ['<img src="https://cdn.example.com/a.png" alt="Logo" width="90">', []],
  ['<img src="data:image/svg+xml;base64,AA==">', []],
  ['<img src="data:text/html,x"><img src="http://example.com/a.png">', ['src data:', 'src http:']],
  ['<img src="/a.png">', ['src without https:']],
  ['<p style="color: red; font-size: 12px">x</p>', []],
  ['<p style="background: url(data:image/png;base64,AA==) red; top: 0">x</p>', []],
  ['<html><head><style>p { color: red }</style></head><body>x</body></html>', []],
  ['<p style="background: url(https://example.com/t.png)">x</p>', ['style: background']],
  ['<p style="width: expression(alert(1))">x</p>', ['style: width']],
  ['<p style="color: \\72 ed">x</p>', ['style: color']],
  ['<a href="javascript:alert(1)" onclick="x()">x</a>', ['javascript:', 'onclick']],
  [
    '<script></script><iframe></iframe><form><input></form><object></object><meta><link><base><svg></svg>',
    ['<script>', '<iframe>', '<form>', '<input>', '<object>', '<meta>', '<link>', '<base>', '<svg>'],
  ],
  ['<td constructor="x">y</td>', ['constructor']],
];
for (const [html, lost] of designs) {
  test(`of the design ${html.slice(0, 60)} ${lost.length === 0 ? 'nothing' : lost.join(', ')} is lost`, () =>
    assert.deepEqual(findForbiddenMarkup(html, allowedDesignHtml), lost));
}

test('what a design may hold is more than a text may', () => {
  assert.deepEqual(findForbiddenMarkup('<div class="a"><img src="https://example.com/a.png"></div>'), [
    '<div>',
    '<img>',
  ]);
});

// With a pattern that backtracks, the run would not end.
test('a long text is looked through in a moment, whatever it is made of', () => {
  for (const part of [
    '<',
    '<a ',
    '<a "',
    '<a \'"',
    '<p style="',
    '<p style="a:;',
    '"<a \'',
    '<img src="data:image/png;base64,',
  ]) {
    findForbiddenMarkup(part.repeat(200_000 / part.length), allowedDesignHtml);
  }
});
