import { type ParseResult, parseSync } from 'vite';

/** One import, re-export, dynamic import or `import('...')` type of a source file. */
export interface ImportSite {
  readonly line: number;
  /** As written: `./a.ts`, `@gatehouse/core/result.ts`, `node:fs`, `zod`. Empty where a dynamic import computes it. */
  readonly specifier: string;
  /** Gone before the code runs. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly imports: readonly ImportSite[];
  readonly comments: readonly { readonly line: number; readonly text: string }[];
  /** Lines of casts through `unknown`, which switch the compiler off. */
  readonly doubleCasts: readonly number[];
}

/** Reads what the rules of `imports.ts` and `suppressions.ts` look at. Throws on a syntax error, naming the file. */
export const parseSource = (path: string, text: string): SourceFile => {
  const parsed = parseSync(path, text);
  const error = parsed.errors[0];
  if (error !== undefined) throw new Error(`${path} cannot be parsed: ${error.message}`);
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  const imports: ImportSite[] = declaredImports(parsed, text, lineAt);
  const doubleCasts: number[] = [];
  visit(parsed.program, (node) => {
    if (node.type === 'TSImportType') {
      imports.push({ line: lineAt(offsetOf(node)), specifier: literalIn(node), typeOnly: true });
    }
    if (isDoubleCast(node)) doubleCasts.push(lineAt(offsetOf(node)));
  });
  const comments = parsed.comments.map((comment) => ({ line: lineAt(comment.start), text: comment.value.trim() }));
  return { path, imports, comments, doubleCasts };
};

const declaredImports = (parsed: ParseResult, text: string, lineAt: (offset: number) => number): ImportSite[] => {
  const { staticImports, staticExports, dynamicImports } = parsed.module;
  return [
    ...staticImports.map((site) => ({
      line: lineAt(site.start),
      specifier: site.moduleRequest.value,
      typeOnly: site.entries.length > 0 && site.entries.every((entry) => entry.isType),
    })),
    ...staticExports.flatMap((site) =>
      site.entries.flatMap((entry) =>
        entry.moduleRequest === null
          ? []
          : [{ line: lineAt(site.start), specifier: entry.moduleRequest.value, typeOnly: entry.isType }],
      ),
    ),
    ...dynamicImports.map((site) => ({
      line: lineAt(site.start),
      specifier: unquoted(text.slice(site.moduleRequest.start, site.moduleRequest.end)),
      typeOnly: false,
    })),
  ];
};

const unquoted = (source: string): string => /^(['"`])([^'"`$]*)\1$/.exec(source)?.[2] ?? '';

type SyntaxNode = Readonly<Record<string, unknown>>;

const isSyntaxNode = (value: unknown): value is SyntaxNode => typeof value === 'object' && value !== null;

const visit = (value: unknown, see: (node: SyntaxNode) => void): void => {
  if (!isSyntaxNode(value)) return;
  see(value);
  for (const child of Object.values(value)) visit(child, see);
};

const offsetOf = (node: SyntaxNode): number => (typeof node.start === 'number' ? node.start : 0);

const literalIn = (node: SyntaxNode): string => {
  const literal = node.source ?? node.argument;
  return isSyntaxNode(literal) && typeof literal.value === 'string' ? literal.value : '';
};

const isDoubleCast = (node: SyntaxNode): boolean => {
  if (node.type !== 'TSAsExpression') return false;
  const inner = withoutParentheses(node.expression);
  return (
    inner.type === 'TSAsExpression' &&
    isSyntaxNode(inner.typeAnnotation) &&
    inner.typeAnnotation.type === 'TSUnknownKeyword'
  );
};

const withoutParentheses = (value: unknown): SyntaxNode => {
  if (!isSyntaxNode(value)) return {};
  return value.type === 'ParenthesizedExpression' ? withoutParentheses(value.expression) : value;
};
