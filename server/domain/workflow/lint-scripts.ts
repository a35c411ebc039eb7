import { Script } from 'node:vm';
import { type Finding, finding } from '@gatehouse/core/workflow/finding.ts';
import type { Graph } from '@gatehouse/core/workflow/graph.ts';

/**
 * Scripts of a graph that are no JavaScript: such a node could only ever fail. A source is compiled here and never run; it
 * may be what a script may be, a function or the body of one.
 */
export const lintScripts = (graph: Graph): Finding[] =>
  graph.nodes.flatMap(({ id, type, config }, index) => {
    if (type !== 'script' || typeof config.source !== 'string') return [];
    const problem = config.style === 'body' ? findBodyProblem(config.source) : findSyntaxProblem(config.source);
    return problem === null
      ? []
      : [finding('script_invalid', id, `/nodes/${index}/config/source`, `The script cannot be read ${problem}`)];
  });

const compileBody = (source: string): SyntaxProblem | null => compile(`(async function (params) {${source}\n})`);

const findBodyProblem = (source: string): string | null => {
  const problem = compileBody(source);
  return problem === null ? null : describe(problem);
};

const findSyntaxProblem = (source: string): string | null => {
  const asBody = compileBody(source);
  if (asBody === null) return null;
  const asFunction = compile(`(function () { return (${source}\n)})`);
  if (asFunction === null) return null;
  // The reading that gets further is the one that was meant.
  return describe(asFunction.line > asBody.line ? asFunction : asBody);
};

const describe = ({ line, message }: SyntaxProblem): string => `(line ${line}): ${message.replace(/\.$/, '')}.`;

interface SyntaxProblem {
  readonly line: number;
  readonly message: string;
}

/** Null also for what only this engine finds too much, such as a source nested too deeply: that is not known to be wrong. */
const compile = (code: string): SyntaxProblem | null => {
  try {
    new Script(code, { filename: 'script' });
    return null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) return null;
    const [, line = '1'] = /^script:(\d+)/.exec(error.stack ?? '') ?? [];
    return { line: Number(line), message: error.message };
  }
};
