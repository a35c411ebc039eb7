import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalize } from './canonical.ts';
import { diff } from './diff.ts';
import { findingSeverities, isPublishable, lint } from './lint.ts';
import { progress } from './progress.ts';
import { findStep } from './step.ts';
import { anyGraph, live, sequence, tidyGraph } from './test/arbitrary.ts';

const runs = { numRuns: 1000 };

test('lint never throws, says the same again, and points at something', () => {
  fc.assert(
    fc.property(anyGraph, (source) => {
      const findings = lint(source);
      assert.deepEqual(lint(source), findings);
      for (const { code, severity, pointer, node } of findings) {
        assert.equal(severity, findingSeverities[code]);
        assert.ok(pointer.startsWith('/entry') || pointer.startsWith('/nodes/'));
        assert.ok(node === null || source.nodes.some(({ id }) => id === node));
      }
    }),
    runs,
  );
});

test('a graph that may be published never fails for a fault of its own, and approves nobody unchecked', () => {
  let approved = 0;
  fc.assert(
    fc.property(tidyGraph, sequence, (source, happenings) => {
      fc.pre(isPublishable(lint(source)));
      const { run, advances } = live(source, happenings);
      const faults = ['loop', 'node_missing', 'node_unusable'];
      assert.ok(!run?.reasons.some(({ code }) => faults.includes(code)));
      if (run?.decision !== 'approved') return;
      approved += 1;
      const checks = new Set(source.nodes.filter(({ id }) => findStep(source, id)?.bound.isCheck).map(({ id }) => id));
      const conclusions = advances.flatMap(({ after }) => after.conclusions);
      const verdicts = ['success', 'fail', 'yes'];
      assert.ok(conclusions.some(({ node, outcome }) => checks.has(node) && verdicts.includes(outcome)));
    }),
    runs,
  );
  assert.ok(approved > 0, 'No generated run was approved.');
});

test('a graph differs from itself in nothing, and from another in something that can be named', () => {
  fc.assert(
    fc.property(anyGraph, anyGraph, (one, other) => {
      assert.deepEqual(diff(one, structuredClone(one)), []);
      const changes = diff(one, other);
      assert.equal(diff(other, one).length, changes.length);
      for (const { sentence } of changes) assert.ok(sentence.endsWith('.'));
      if (canonicalize(one) === canonicalize(other)) assert.deepEqual(changes, []);
    }),
    runs,
  );
});

test('the bar never goes back, and is never fuller than full', () => {
  fc.assert(
    fc.property(anyGraph, sequence, (source, happenings) => {
      let before = 0;
      for (const { after } of live(source, happenings).advances) {
        const bar = progress(source, after.run);
        assert.equal(bar === null, after.run.node === null && after.run.state !== 'created');
        if (bar === null) continue;
        assert.ok(bar.done >= before && bar.done <= bar.total);
        before = bar.done;
      }
    }),
    runs,
  );
});
