import { checkDigit } from '../../core/document/check-digit.ts';
import { textOf, ZONE_LAYOUTS, type ZoneFieldName, type ZoneFormat } from '../../core/document/zone-format.ts';
import type { Random } from '../../scripts/train-reader/random.ts';

/** An invented person with an invented document, in the spelling of the zone. */
export interface DocumentTruth {
  format: ZoneFormat;
  documentCode: string;
  state: string;
  nationality: string;
  familyName: string;
  givenNames: string;
  number: string;
  birthDate: string;
  sex: string;
  expiryDate: string;
  optional: string;
  lines: string[];
}

const names: readonly (readonly [string, string, string])[] = [
  ['UTO', 'ERIKSSON', 'ANNA MARIA'],
  ['SWE', 'LINDQVIST OEBERG', 'KARL JOHAN'],
  ['D', 'MUELLER', 'HANS JUERGEN'],
  ['FRA', 'DUBOIS LEROY', 'ZOE'],
  ['GBR', 'OCONNOR', 'WILLIAM XAVIER'],
  ['ESP', 'GARCIA QUIROGA', 'JOSE IGNACIO'],
  ['PRT', 'FIGUEIREDO', 'BEATRIZ'],
  ['ITA', 'DELLA ROVERE', 'GIUSEPPE'],
  ['POL', 'SZCZEPANSKI', 'WOJCIECH'],
  ['CZE', 'DVORAKOVA', 'JITKA'],
  ['HUN', 'KOVACS', 'GYORGY'],
  ['GRC', 'PAPADOPOULOU', 'EVANGELIA'],
  ['TUR', 'YILDIZ', 'MEHMET OGUZ'],
  ['UKR', 'SHEVCHENKO', 'OLEKSANDR'],
  ['NLD', 'VAN DER BERG', 'WILLEMIJN'],
  ['FIN', 'VIRTANEN', 'JUKKA'],
  ['USA', 'JOHNSON', 'BRITTANY'],
  ['CAN', 'TREMBLAY', 'GENEVIEVE'],
  ['MEX', 'HERNANDEZ LOPEZ', 'GUADALUPE'],
  ['BRA', 'DOS SANTOS', 'LUIZ HENRIQUE'],
  ['IND', 'KRISHNAMURTHY', 'VENKATARAMAN SUBRAMANIAM'],
  ['JPN', 'YAMAMOTO', 'KAZUKO'],
  ['CHN', 'ZHOU', 'XIUQING'],
  ['KOR', 'HWANG', 'BYUNGWOO'],
  ['VNM', 'NGUYEN', 'THI QUYNH'],
  ['IDN', 'SUHARTONO', ''],
  ['THA', 'WONGSAWAT', 'KITTISAK'],
  ['NGA', 'OKONKWO', 'CHUKWUEMEKA'],
  ['KEN', 'WANJIKU', 'FAITH'],
  ['ZAF', 'MKHIZE', 'JABULANI'],
  ['EGY', 'ABDELFATTAH', 'YOUSSEF'],
  ['ISR', 'BENGURION', 'YITZHAK'],
  ['IRN', 'GHORBANI', 'FEREYDOUN'],
  ['PHL', 'DELA CRUZ', 'JOVELYN'],
  ['AUS', 'WOJTOWICZ', 'KYLIE'],
  ['CHE', 'BOLLIGER', 'URS'],
];

/** Invents one document; what the zone cannot hold is cut as ICAO 9303-3, 4.6 cuts it. */
export function inventDocument(random: Random, format: ZoneFormat): DocumentTruth {
  const [state, familyName, givenNames] = random.pick(names);
  const isPassport = format === 'TD3';
  const isVisa = format.startsWith('MRV');
  const truth = {
    format,
    documentCode: isVisa
      ? random.pick(['V', 'VA', 'V'])
      : isPassport
        ? random.pick(['P', 'P', 'P', 'PD', 'PN'])
        : random.pick(['I', 'ID', 'A', 'C', 'IR']),
    state: random.chance(0.85) ? state : random.pick(names)[0],
    nationality: state,
    familyName,
    givenNames,
    number: inventNumber(random),
    birthDate: inventDate(random, 40, 99),
    sex: random.pick(['M', 'F', '<', 'M', 'F']),
    expiryDate: inventDate(random, 27, 36),
    optional: random.chance(0.5) ? '' : inventOptional(random, isPassport ? 14 : 7),
  };
  return { ...truth, lines: writeLines(truth) };
}

function inventNumber(random: Random): string {
  const letters = 'ABCDEFGHJKLMNPRSTUVWXYZ';
  const shape = random.pick(['L99999999', '999999999', 'LL9999999', 'C9L9LL9L9', 'X9999999', 'LLL999999']);
  return [...shape]
    .map((part) => (part === '9' ? String(random.integer(0, 9)) : random.pick([...(part === 'L' ? letters : part)])))
    .join('');
}

function inventOptional(random: Random, length: number): string {
  const characters = random.chance(0.7) ? '0123456789' : '123456789ABCDEFGHJKLMNPRSTUVWXYZ';
  return Array.from({ length: random.integer(4, length) }, () => random.pick([...characters])).join('');
}

function inventDate(random: Random, fromYear: number, toYear: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return two(random.integer(fromYear, toYear)) + two(random.integer(1, 12)) + two(random.integer(1, 28));
}

type Values = Omit<DocumentTruth, 'lines'>;

/** The lines of the zone: fields first, then every check digit over what it protects. */
export function writeLines(values: Values): string[] {
  const layout = ZONE_LAYOUTS[values.format];
  const rows = Array.from({ length: layout.lineCount }, () => new Array<string>(layout.columnCount).fill('<'));
  const put = (line: number, column: number, text: string) => {
    [...text].forEach((character, i) => {
      const row = rows[line];
      if (row) row[column + i] = character;
    });
  };
  const name = `${values.familyName}<<${values.givenNames}`.replaceAll(' ', '<');
  const texts: Partial<Record<ZoneFieldName, string>> = {
    documentCode: values.documentCode,
    issuingState: values.state,
    nationality: values.nationality,
    documentNumber: values.number,
    birthDate: values.birthDate,
    sex: values.sex,
    expiryDate: values.expiryDate,
    optional: values.optional,
    name,
  };
  for (const { name: field, line, start, end } of layout.fields)
    put(line, start, (texts[field] ?? '').slice(0, end - start));
  const lines = () => rows.map((row) => row.join(''));
  for (const { at, over, mayBeFiller, name: check } of layout.checks) {
    const text = textOf(lines(), over);
    const isEmpty = mayBeFiller && check === 'optional' && /^<*$/.test(text);
    put(at.line, at.column, isEmpty ? '<' : String(checkDigit(text)));
  }
  return lines();
}
