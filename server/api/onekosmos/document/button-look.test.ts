import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buttonLook } from './button-look.ts';

const cases: readonly [what: string, styleSheet: string, look: string | null][] = [
  [
    'a rule for button',
    'button { background: #1463ff; color: white; border-radius: 28px }',
    'body{--accent:#1463ff;--on-accent:white;--radius:28px}',
  ],
  [
    'a class of a button, below others',
    '.card .btn-continue{background-color:rgb(26, 60, 110);color:#fff}',
    'body{--accent:rgb(26,60,110);--on-accent:#fff}',
  ],
  [
    'the last of several, member by member',
    '.btn{background:red;color:white} button.big{background:blue}',
    'body{--accent:blue;--on-accent:white}',
  ],
  ['a colour to fill with alone', 'button{background:#eee}', null],
  ['a gradient', 'button{background:linear-gradient(red,blue);color:white}', null],
  ['no colour', 'button{background:transparent;color:white}', null],
  ['a button under the mouse', 'button:hover{background:red;color:white}', null],
  ['another class', '.btnless, .buttons{background:red;color:white}', null],
  ['a rule for small screens only', '@media (max-width:1px){button{background:red;color:white}}', null],
  ['what is no style', '}}} button{', null],
  ['nothing', '', null],
];
for (const [what, styleSheet, look] of cases) {
  test(`${what} gives ${look}`, () => {
    assert.equal(buttonLook(styleSheet), look);
  });
}
