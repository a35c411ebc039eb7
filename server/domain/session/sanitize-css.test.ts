import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sanitizeStyleAttribute, sanitizeStyleSheet } from './sanitize-css.ts';

const kept: readonly [string, string, string][] = [
  ['plain rules', '.card { color: red; margin: 0 auto !important }', '.card{color:red;margin:0 auto!important}'],
  [
    'functions of values',
    'p{width:calc(1px + 2px);color:rgb(0 0 0/50%)}',
    'p{width:calc(1px + 2px);color:rgb(0 0 0/50%)}',
  ],
  ['variables', 'p{--gap: 1rem;padding:var(--gap,2px)}', 'p{--gap:1rem;padding:var(--gap,2px)}'],
  [
    'media and layers',
    '@layer a;@media (min-width:3px){p{color:red}}',
    '@layer a;@media (min-width:3px){p{color:red}}',
  ],
  ['keyframes', '@keyframes in{from{opacity:0}50%{opacity:1}}', '@keyframes in{from{opacity:0}50%{opacity:1}}'],
  ['nested rules', '.a{color:red;&:hover{color:blue}}', '.a{color:red;&:hover{color:blue}}'],
  ['escaped class names', '.md\\:flex{display:flex}', '.md\\:flex{display:flex}'],
  [
    'pictures in the text',
    'p{background:url("data:image/png;base64,AA==")}',
    'p{background:url(data:image/png;base64,AA==)}',
  ],
  ['a rule that was not closed', 'p{color:red', 'p{color:red}'],
  ['what follows a stray brace and its rule', 'p{color:red}} a{color:red} b{color:blue}', 'p{color:red}b{color:blue}'],
  [
    'rules for a page of its own',
    'html{color:red} BODY > main{color:red} :root{--a:1} html body :not(body){color:red}',
    'design-html{color:red}design-body>design-main{color:red}.design-root{--a:1}design-html design-body :not(design-body){color:red}',
  ],
];

const dropped: readonly [string, string][] = [
  ['imports', '@import url(https://evil.example/a.css); @import "https://evil.example/b.css";'],
  ['fonts', '@font-face{font-family:x;src:url(https://evil.example/x.woff2)}'],
  ['other at-rules', '@namespace url(x);@page{margin:0}@property --x{syntax:"*";inherits:true}@charset "x";'],
  ['addresses', 'p{background:url(https://evil.example)} a{background:url("//evil.example")} b{cursor:url(/x)}'],
  ['addresses in capital letters', 'p{background:URL(https://evil.example)}'],
  ['addresses of another kind of data', 'p{background:url(data:text/html,x)}'],
  ['escaped addresses', 'p{background:u\\72l(https://evil.example)} a{background:\\75rl("https://evil.example")}'],
  ['addresses in variables', 'p{--x:url(https://evil.example)}'],
  ['addresses behind a variable', 'p{color:var(--y,url(https://evil.example))}'],
  [
    'addresses as strings',
    'p{background:image-set("https://evil.example" 1x)} a{background:src("https://evil.example")}',
  ],
  ['prefixed image sets', 'p{background:-webkit-image-set(url(https://evil.example) 1x)}'],
  ['pictures made of pictures', 'p{background:cross-fade(url(https://evil.example),red)}'],
  ['addresses in nested rules', 'p{&:hover{background:url(https://evil.example)}}'],
  ['addresses in keyframes', '@keyframes x{from{background:url(https://evil.example)}}'],
  ['old scripts', 'p{width:expression(alert(1));behavior:url(x.htc);-moz-binding:url(x)}'],
  ['the host', ':host{display:none}'],
  ['the host, escaped', ':h\\6fst{display:none}'],
  ['the host inside a function', ':is(:host) {display:none}'],
  ['what lies around the host', ':host-context(body){display:none}'],
  ['slotted controls', '::slotted(*){display:none!important}'],
  ['parts', '*::part(x){display:none}'],
  ['an end tag', '</style><script>alert(1)</script>'],
  ['JSON', '{"color":"red"}'],
];

describe('a style sheet', () => {
  for (const [what, css, expected] of kept) {
    it(`keeps ${what}`, () => assert.equal(sanitizeStyleSheet(css), expected));
  }

  for (const [what, css] of dropped) {
    it(`loses ${what}, and keeps what stands around`, () => {
      const clean = sanitizeStyleSheet(`i{color:red}${css}\nu{color:blue}`);
      assert.doesNotMatch(clean, /evil|url\(|expression|import|host|slotted|part|script|display/i);
      assert.match(clean, /^i\{color:red\}/);
    });
  }

  it('that is nothing but brackets is empty, however deep they go', () => {
    for (const piece of ['{', 'a{', '(', 'a{b:(', '@media(', '[', 'a:not(', 'a{--x:var(--y,', '"', '/*']) {
      assert.equal(sanitizeStyleSheet(piece.repeat(Math.floor(200_000 / piece.length))), '', piece);
    }
  });

  it('that was read once is the same when it is read again', () => {
    for (const [what, css] of kept) {
      const once = sanitizeStyleSheet(css);
      assert.equal(sanitizeStyleSheet(once), once, what);
    }
  });
});

describe('a style attribute', () => {
  it('keeps its declarations and nothing behind them', () => {
    const clean = sanitizeStyleAttribute('color: red; background: url(https://evil.example); top: 0 } p { color: blue');
    assert.equal(clean, 'color:red');
  });
});
