import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { readZone } from '../../core/document/reader/read-zone.ts';
import { decodeGrey } from '../../server/adapter/image/decode-grey.ts';
import { generateSpecimens, type Style } from './generate.ts';
import type { Specimen } from './specimen.ts';

/*
 * Reads generated documents and prints how many were read right, by condition. Needs the OCR-B font (Debian: fonts-ocr-b).
 * npm run bench:documents -- [--per-condition 24] [--seed 11] [--style print | camera | damaged] [--only CONDITION] [--save FOLDER: keep pictures that failed]
 */
const { values: options } = parseArgs({
  options: {
    'per-condition': { type: 'string', default: '24' },
    seed: { type: 'string', default: '11' },
    save: { type: 'string' },
    only: { type: 'string' },
    style: { type: 'string', default: 'print' },
  },
});

// One core, as the time limit is meant.
sharp.concurrency(1);
// The server's decoder takes no SVG; the pages of the bench are drawn as one.
sharp.unblock({ operation: ['VipsForeignLoadSvg'] });

interface Outcome {
  condition: string;
  exact: boolean;
  accepted: boolean;
  /** Accepted with a character wrong that the reading does not name as ambiguous. */
  wrong: boolean;
  /** Of the wrong ones: damage has left a clean print of the letter that was read, which nobody could tell. */
  alike: boolean;
  ms: number;
  cpuMs: number;
}

const outcomes: Outcome[] = [];
const styles: readonly Style[] = ['print', 'camera', 'damaged'];
const style = styles.find((name) => name === options.style);
if (!style) throw new Error(`--style is ${options.style}: write one of ${styles.join(', ')}.`);
for await (const specimen of generateSpecimens(style, Number(options.seed), Number(options['per-condition']))) {
  if (options.only && specimen.condition !== options.only) continue;
  const outcome = await measure(specimen);
  outcomes.push(outcome);
}
printTable(outcomes);

async function measure(specimen: Specimen): Promise<Outcome> {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const image = await decodeGrey(specimen.bytes);
  if (!image.ok) throw new Error(`${specimen.name}: ${image.error.sentence}`);
  const reading = readZone(image.value);
  const cpu = process.cpuUsage(cpuBefore);
  const ms = performance.now() - startedAt;
  const exact = specimen.lines.join() === reading.lines.join();
  const wrong = reading.accepted && !isExplained(specimen, reading);
  const alike = wrong && (await isLeftAsRead(specimen, reading));
  if (wrong || (!specimen.damage && !(exact && reading.accepted))) await report(specimen, reading, wrong);
  return {
    condition: specimen.condition,
    exact,
    accepted: reading.accepted,
    wrong,
    alike,
    ms,
    cpuMs: (cpu.user + cpu.system) / 1000,
  };
}

type Reading = ReturnType<typeof readZone>;

function isExplained(specimen: Specimen, reading: Reading): boolean {
  return specimen.lines.every((line, row) =>
    [...line].every((character, column) => {
      if (reading.lines[row]?.charAt(column) === character) return true;
      return reading.ambiguous.some(
        (one) => one.line === row && one.column === column && one.couldBe.includes(character),
      );
    }),
  );
}

/** A smaller difference from a clean letter than this is below that of two prints of one. */
const sameLetter = 0.08;

async function isLeftAsRead({ damage }: Specimen, reading: Reading): Promise<boolean> {
  if (!damage) return false;
  const read = reading.lines[damage.line]?.charAt(damage.column) ?? '';
  const difference = await damage.differenceFrom(read);
  console.log(`damaged at ${damage.line}:${damage.column}, differs from ${read} by ${difference.toFixed(3)}`);
  return difference < sameLetter;
}

async function report(specimen: Specimen, reading: Reading, wrong: boolean): Promise<void> {
  const mark = wrong ? 'WRONG ' : reading.accepted ? 'named ' : 'refused';
  console.log(
    `${mark} ${specimen.name} ${reading.reasons.map(({ code }) => code).join()} ${reading.confidence?.toFixed(4) ?? '-'}`,
  );
  if (specimen.lines.join() !== reading.lines.join())
    for (const [row, line] of specimen.lines.entries())
      console.log(`   ${line}\n   ${differences(line, reading.lines[row] ?? '')}`);
  if (options.save)
    await sharp(specimen.bytes)
      .png()
      .toFile(`${options.save}/${specimen.name.replaceAll(/\W+/g, '-')}.png`);
}

function differences(truth: string, read: string): string {
  return [...read].map((character, i) => (character === truth[i] ? '.' : character)).join('');
}

function printTable(all: readonly Outcome[]): void {
  const rows = [...new Set(all.map(({ condition }) => condition))].map((condition) => ({
    condition,
    of: all.filter((outcome) => outcome.condition === condition),
  }));
  for (const { condition, of } of [...rows, { condition: 'all', of: all }]) {
    const share = (count: number) => `${((100 * count) / of.length).toFixed(1)} %`.padStart(8);
    const times = of.map(({ ms }) => ms).sort((a, b) => a - b);
    const cpu = of.map(({ cpuMs }) => cpuMs).sort((a, b) => a - b);
    const at = (sorted: number[], part: number) =>
      `${Math.round(sorted[Math.floor(part * (sorted.length - 1))] ?? 0)}`.padStart(5);
    console.log(
      `${condition.padEnd(16)} ${String(of.length).padStart(4)}  exact ${share(of.filter(({ exact }) => exact).length)}  accepted ${share(of.filter(({ accepted }) => accepted).length)}  wrong ${String(of.filter(({ wrong }) => wrong).length).padStart(2)} (alike ${of.filter(({ alike }) => alike).length})  p50 ${at(times, 0.5)}  p95 ${at(times, 0.95)} ms  cpu p50 ${at(cpu, 0.5)}  p95 ${at(cpu, 0.95)} ms`,
    );
  }
}
