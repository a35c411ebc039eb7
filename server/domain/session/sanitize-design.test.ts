import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasPicture, sanitizeDesign } from './sanitize-design.ts';

const cleanBody = (body: string) => {
  const design = sanitizeDesign({ header: null, body, footer: null, styleSheet: null });
  return { html: design?.body ?? '', css: design?.styleSheet ?? '' };
};

const png = 'data:image/png;base64,AAAA';

const kept: readonly [string, string, string][] = [
  ['structure', '<div class="a" id="b"><h1>Hi</h1></div>', '<div class="a" id="b"><h1>Hi</h1></div>'],
  ['the main part under another name', '<main id="a">x</main>', '<design-main id="a">x</design-main>'],
  ['places for controls', '<slot name="field:ssn"></slot>', '<slot name="field:ssn"></slot>'],
  ['a picture in the text', `<img src="${png}" alt="Logo">`, `<img alt="Logo" src="${png}" />`],
  [
    'the address of a picture elsewhere, for the server to fetch',
    '<img src="https://x.example/a.png?b=1&c=2" alt="Logo">',
    '<img alt="Logo" data-src="https://x.example/a.png?b=1&amp;c=2" />',
  ],
  [
    'links, beside the page',
    '<a href="https://x.example">x</a>',
    '<a href="https://x.example" rel="noopener noreferrer" target="_blank">x</a>',
  ],
  ['inline style, for the page to set', '<p style="color: red">x</p>', '<p data-style="color:red">x</p>'],
  ['the content of a document', '<html><head><title>T</title></head><body><p>x</p></body></html>', '<p>x</p>'],
];

const dropped: readonly [string, string][] = [
  ['scripts', '<script>evil()</script>'],
  ['events', '<p onclick="evil()" onerror=evil()>'],
  ['events of pictures', '<img src=x onerror=evil()>'],
  ['javascript links', '<a href="javascript:evil()">'],
  ['javascript links in disguise', '<a href=" java&#10;script:evil()">'],
  ['data links', '<a href="data:text/html,<script>evil()</script>">'],
  ['frames', '<iframe src="https://evil.example" srcdoc="<script>evil()</script>"></iframe>'],
  [
    'forms and controls',
    '<form action="https://evil.example"><input name=evil><button onclick=evil()>x</button></form>',
  ],
  ['objects', '<object data="https://evil.example"></object><embed src="https://evil.example">'],
  ['sheets and bases', '<link rel=stylesheet href="https://evil.example"><base href="https://evil.example">'],
  ['redirects', '<meta http-equiv=refresh content="0;url=https://evil.example">'],
  ['vector drawings', '<svg onload=evil()><script>evil()</script><a href="javascript:evil()">x</a></svg>'],
  ['media', '<video src="https://evil.example"></video><audio src="https://evil.example"></audio>'],
  ['pictures without encryption', '<img src="http://evil.example/x.png">'],
  ['pictures without a server', '<img src="/evil.png"><img src="//evil.example/x.png"><img src="javascript:evil()">'],
  ['pictures by any other way', '<img srcset="https://evil.example 2x" data-src="https://evil.example/x.png">'],
  ['pictures that are none', '<p src="https://evil.example/x.png">'],
  ['style that loads', '<p style="background:url(https://evil.example)">'],
  ['style in the place of clean style', '<p data-style="background:url(https://evil.example)">'],
  ['style elements that load', '<style>@import "https://evil.example";p{background:url(https://evil.example)}</style>'],
  ['templates', '<template><img src="https://evil.example"></template>'],
  ['broken markup', '<<p>img src="https://evil.example"><img/src=x/onerror=evil()//'],
];

describe('a design', () => {
  it('knows the pictures that it has on other servers, and no others', () => {
    const src = 'https://x.example/a.png?b=1&c=2';
    const design = sanitizeDesign({ header: `<img src="${src}">`, body: null, footer: null, styleSheet: null });
    assert.ok(design !== null);
    assert.equal(hasPicture(design, src), true);
    const others = ['https://x.example/a.png', 'https://x.example/b.png', '', '/', `${src}"`];
    for (const other of others) assert.equal(hasPicture(design, other), false, other);
  });

  for (const [what, html, expected] of kept) {
    it(`keeps ${what}`, () => assert.equal(cleanBody(html).html, expected));
  }

  for (const [what, html] of dropped) {
    it(`loses ${what}`, () => {
      const { html: clean, css } = cleanBody(`<b>before</b>${html}`);
      assert.match(clean, /^<b>before<\/b>/);
      const withoutText = clean.replaceAll(/>[^<]*</g, '><');
      assert.doesNotMatch(
        withoutText,
        /evil|<(?:script|iframe|form|input|button|object|embed|link|base|meta|svg|video)/,
      );
      assert.doesNotMatch(css, /evil/);
    });
  }

  it('has the rules of its style elements in its style sheet, behind its own, each with its medium', () => {
    const design = sanitizeDesign({
      header: '<style media="print">a{color:red}</style>',
      body: '<p>x</p><STYLE>b{color:red} i{</STYLE>',
      footer: null,
      styleSheet: 'p{color:red',
    });
    assert.deepEqual(design, {
      header: '',
      body: '<p>x</p>',
      footer: null,
      styleSheet: 'p{color:red}\n@media print{a{color:red}}\nb{color:red}',
    });
  });

  it('that is not there stays not there', () => assert.equal(sanitizeDesign(null), null));

  it('of 200,000 characters is read, whatever they are', () => {
    for (const piece of [
      '<div>',
      '<style>',
      '<a href="',
      '<',
      '<!--',
      '&',
      '<img src=x>',
      '<p style="color:red">x</p>',
    ]) {
      const { html, css } = cleanBody(piece.repeat(Math.floor(200_000 / piece.length)));
      assert.doesNotMatch(html + css, /href|src|<!--/, piece);
    }
  });
});
