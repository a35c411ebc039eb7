import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify from 'fastify';
import { toProblem } from '../api/problem.ts';
import { type ErrorCode, errorCatalogue } from '../errors.ts';
import { registerProblemPage } from './problem-page.ts';

const server = Fastify();
registerProblemPage(server);

for (const code of Object.keys(errorCatalogue) as ErrorCode[]) {
  test(`the type of a ${code} problem leads to a page that says what it means`, async () => {
    const { type, title } = toProblem({ code, detail: 'x' }, 'r');
    const answer = await server.inject(type);
    assert.equal(answer.statusCode, 200);
    assert.ok(answer.body.includes(code) && answer.body.includes(title));
  });
}
