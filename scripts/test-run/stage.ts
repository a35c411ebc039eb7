/** What one stage of a run brought. A command that ends well counts as one passed. */
export interface StageResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly todo: number;
  readonly seconds: number;
}

export const emptyStage = (name: string): StageResult => ({
  name,
  passed: 0,
  failed: 0,
  skipped: 0,
  todo: 0,
  seconds: 0,
});

/** A stage that cannot run on this machine. `sentence` names what is missing and how to get it. */
export const skippedStage = (name: string, count: number, sentence: string): StageResult => {
  if (count > 0) console.log(`\n${name}\n  skipped: ${sentence}`);
  return { ...emptyStage(name), skipped: count };
};

const columns = ['passed', 'failed', 'skipped', 'todo'] as const;

/** The sum of one column. */
export const total = (stages: readonly StageResult[], column: (typeof columns)[number]): number =>
  stages.reduce((sum, stage) => sum + stage[column], 0);

/**
 * The table by stage, then `N todo` on a line of its own where there are any, and last `N passed, N failed`, with
 * `, N skipped` where there are any. With `failSkipped` a skip counts as failed.
 */
export const summarize = (
  stages: readonly StageResult[],
  failSkipped: boolean,
): { readonly text: string; readonly hasFailed: boolean } => {
  const skipped = total(stages, 'skipped');
  const todo = total(stages, 'todo');
  const failed = total(stages, 'failed') + (failSkipped ? skipped : 0);
  const lines = [
    '',
    tableRow('', [...columns, 'seconds']),
    ...stages.map((stage) =>
      tableRow(stage.name, [...columns.map((column) => String(stage[column])), stage.seconds.toFixed(1)]),
    ),
    '',
    ...(todo > 0 ? [`${todo} todo`] : []),
    ...(failSkipped && skipped > 0 ? [`${skipped} skipped, which count as failed in this run`] : []),
    `${total(stages, 'passed')} passed, ${failed} failed${!failSkipped && skipped > 0 ? `, ${skipped} skipped` : ''}`,
  ];
  return { text: lines.join('\n'), hasFailed: failed > 0 };
};

const tableRow = (name: string, cells: readonly string[]): string =>
  `${name.padEnd(34)}${cells.map((cell) => cell.padStart(9)).join('')}`;
