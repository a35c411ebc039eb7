import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareName, type ExpectedName } from './compare-name.ts';

/** A name field as parseZone hands it on; full to the width of a TD3 means that it may be cut. */
function zoneName(field: string) {
  const [familyName = '', givenNames = ''] = field.split('<<').map((part) => part.replaceAll('<', ' ').trim());
  return { familyName, givenNames, mayNameBeCut: field.length === 39 };
}

function check(expected: ExpectedName, field: string, matches: boolean | null): void {
  const comparison = compareName(expected, zoneName(field));
  assert.equal(comparison.matches, matches, `${JSON.stringify(expected)} and ${field}: ${comparison.code}`);
}

test('a name in one piece agrees with the zone of the same person', () => {
  const cases: [string, string][] = [
    ['Anna Maria Eriksson', 'ERIKSSON<<ANNA<MARIA'],
    ['ERIKSSON ANNA MARIA', 'ERIKSSON<<ANNA<MARIA'],
    ['Eriksson, Anna Maria', 'ERIKSSON<<ANNA<MARIA'],
    ['Anna Eriksson', 'ERIKSSON<<ANNA<MARIA'],
    ['Maria Eriksson', 'ERIKSSON<<ANNA<MARIA'],
    ['Anna M. Eriksson', 'ERIKSSON<<ANNA<MARIA'],
    ['Anna Maria Eriksson', 'ERIKSSON<<ANNA'],
    ['Anna Maria Eriksson', 'ERIKSSON<<ANNA<M'],
    ['Dr. Anna Maria Eriksson', 'ERIKSSON<<ANNA<MARIA'],
    ['Frau Prof. Dr. Anna Eriksson', 'ERIKSSON<<ANNA<MARIA'],
    ['anna maria eriksson', 'ERIKSSON<<ANNA<MARIA'],
    ['Jürgen Müller', 'MUELLER<<JUERGEN'],
    ['Jürgen Müller', 'MULLER<<JURGEN'],
    ['Juergen Mueller', 'MUELLER<<JUERGEN'],
    ['Erika Mustermann', 'MUSTERMANN<<ERIKA'],
    ['Hans-Peter Groß', 'GROSS<<HANS<PETER'],
    ['Hans Peter Gross', 'GROSS<<HANSPETER'],
    ['Søren Kierkegård', 'KIERKEGAARD<<SOEREN'],
    ['Björk Guðmundsdóttir', 'GUDMUNDSDOTTIR<<BJOERK'],
    ['Åsa Öberg', 'OEBERG<<AASA'],
    ['Jan van der Berg', 'VAN<DER<BERG<<JAN'],
    ['Jan Vanderberg', 'VAN<DER<BERG<<JAN'],
    ['Leonardo da Vinci', 'DA<VINCI<<LEONARDO'],
    ["Seán O'Connor", 'OCONNOR<<SEAN'],
    ["Sean O'Connor", 'O<CONNOR<<SEAN'],
    ['Sean O Connor', 'OCONNOR<<SEAN'],
    ["Charles d'Artagnan", 'D<ARTAGNAN<<CHARLES'],
    ['Mary McDonald', 'MC<DONALD<<MARY'],
    ['María del Carmen García López', 'GARCIA<LOPEZ<<MARIA<DEL<CARMEN'],
    ['María García López', 'GARCIA<LOPEZ<<MARIA<DEL<CARMEN'],
    ['José Núñez Peña', 'NUNXXEZ<PENXXA<<JOSE'],
    ['Maria da Silva Santos', 'DA<SILVA<SANTOS<<MARIA'],
    ['Jean-Pierre Lefèvre', 'LEFEVRE<<JEAN<PIERRE'],
    ['Anne-Marie Dupont-Martin', 'DUPONT<MARTIN<<ANNE<MARIE'],
    ['Łukasz Żółkiewski', 'ZOLKIEWSKI<<LUKASZ'],
    ['Ağaoğlu İbrahim', 'AGAOGLU<<IBRAHIM'],
    ['Nguyễn Văn An', 'NGUYEN<<VAN<AN'],
    ['Trần Thị Đào', 'TRAN<<THI<DAO'],
    ['Kim Min-jun', 'KIM<<MINJUN'],
    ['Minjun Kim', 'KIM<<MIN<JUN'],
    ['Li Xiaoming', 'LI<<XIAO<MING'],
    ['Nagy Éva Katalin', 'NAGY<<EVA<KATALIN'],
    ['Юлия Щербакова', 'SHCHERBAKOVA<<IULIIA'],
    ['Щербакова Юлия Сергеевна', 'SHCHERBAKOVA<<YULIYA'],
    ['Володимир Зеленський', 'ZELENSKYI<<VOLODYMYR'],
    ['Георги Димитров', 'DIMITROV<<GEORGI'],
    ['Ђорђе Петровић', 'PETROVIC<<DJORDJE'],
    ['Γεώργιος Παπαδόπουλος', 'PAPADOPOULOS<<GEORGIOS'],
    ['Sukarno', 'SUKARNO'],
    ['Suresh Kumar', 'KUMAR<SURESH'],
    ['Mohamed Ben Ali', 'BEN<ALI<<MOHAMED'],
    ['John Smith Jr.', 'SMITH<<JOHN'],
    ['John Smith', 'SMITH<JR<<JOHN'],
    ['John Smith Jr.', 'SMITH<<JOHN<JR'],
    ['Sukarno', 'SUKARNO<<FNU'],
    ['Lñu Aaa', 'AAA<<LNU'],
    ['Taro Ii', 'II<<TARO'],
    ['J. Robert Oppenheimer', 'OPPENHEIMER<<JULIUS<ROBERT'],
  ];
  for (const [name, field] of cases) check({ name }, field, true);
});

test('a name in one piece does not agree with another person', () => {
  const cases: [string, string][] = [
    ['Anna Maria Eriksson', 'ERIKSEN<<ANNA<MARIA'],
    ['Anna Maria Eriksson', 'ERIKSSON<<ANNE<MARIE'],
    ['Anna Maria Eriksson', 'ERIKSSON<<ANNA<SOFIA'],
    ['Anna Maria Eriksson', 'ERIKSSON<<KARIN'],
    ['Eriksson', 'ERIKSSON<<ANNA'],
    ['A. Eriksson', 'ERIKSSON<<ANNA'],
    ['Anna', 'ERIKSSON<<ANNA'],
    ['Anna Maria', 'ERIKSSON<<ANNA<MARIA'],
    ['Anna Eriksson', 'ERIKSSON'],
    ['Sukarno', 'SUKARNO<<ACHMED'],
    ['Maria García', 'GARCIA<LOPEZ<<MARIA'],
    ['John Smith Johnson', 'SMITH<<JOHN'],
    ['John Smith', 'SMITHSON<<JOHN'],
    ['John Smithson', 'SMITH<<JOHN'],
    ['Jon Smith', 'SMITH<<JOHN'],
    ['Jane Smith', 'SMITH<<JOHN'],
    ['John Smith Jr.', 'SMITH<<JOHN<SR'],
    ['John Smith III', 'SMITH<II<<JOHN'],
    ['Dr. Eriksson', 'ERIKSSON<<ANNA'],
    ['Anna Muller', 'MUELLER<<ANNA'],
    ['Anna Mueller', 'MULLER<<ANNA'],
    ['Anna Möller', 'MUELLER<<ANNA'],
    ['Min Kim', 'KIM<<MINJUN'],
    ['Minjun Lee', 'KIM<<MINJUN'],
    ['Aleksandr Ivanov', 'IVANOV<<ALEXANDER'],
    ['Юлия Щербакова', 'SHCHERBAKOV<<IULIIA'],
    ['Nguyễn Văn An', 'NGUYEN<<VAN<ANH'],
    ['Jean Martin', 'DUPONT<<JEAN<MARTIN'],
    ['Suresh Kumar', 'KUMAR<SURESH<RAJ'],
  ];
  for (const [name, field] of cases) check({ name }, field, false);
});

test('a name in two pieces agrees with the zone of the same person', () => {
  const cases: [string, string, string][] = [
    ['Eriksson', 'Anna Maria', 'ERIKSSON<<ANNA<MARIA'],
    ['Eriksson', 'Maria', 'ERIKSSON<<ANNA<MARIA'],
    ['Eriksson', 'Maria Anna', 'ERIKSSON<<ANNA<MARIA'],
    ['Rodham Clinton', 'Hillary', 'CLINTON<<HILLARY<RODHAM'],
    ['Clinton', 'Hillary Rodham', 'RODHAM<CLINTON<<HILLARY'],
    ['van der Berg', 'Jan', 'VANDERBERG<<JAN'],
    ['Berg', 'Jan van der', 'VAN<DER<BERG<<JAN'],
    ['Kumar', 'Suresh', 'SURESH<KUMAR'],
    ['Sukarno', '', 'SUKARNO'],
    ['', 'Sukarno', 'SUKARNO'],
    ['Dr. Müller', 'Jürgen', 'MUELLER<<JUERGEN'],
    ['James', 'Thomas', 'JAMES<<THOMAS'],
  ];
  for (const [familyName, givenNames, field] of cases) check({ familyName, givenNames }, field, true);
});

test('a name in two pieces does not agree with another person', () => {
  const cases: [string, string, string][] = [
    ['James', 'Thomas', 'THOMAS<<JAMES'],
    ['García', 'María', 'GARCIA<LOPEZ<<MARIA'],
    ['García López', 'María', 'GARCIA<<MARIA'],
    ['López García', 'María', 'GARCIA<LOPEZ<<MARIA'],
    ['Eriksson', 'Anna', 'ERIKSSON<<MARIA'],
    ['Eriksson', 'A', 'ERIKSSON<<ANNA'],
    ['Erikson', 'Anna', 'ERIKSSON<<ANNA'],
    ['Clinton', 'Hillary', 'RODHAM<CLINTON<<HILLARY'],
    ['Eriksson', '', 'ERIKSSON<<ANNA'],
  ];
  for (const [familyName, givenNames, field] of cases) check({ familyName, givenNames }, field, false);
});

test('a zone that is full to its end is compared as far as it shows', () => {
  const cases: [string, string, string, boolean | null][] = [
    ['Nilavadhanananda', 'Chayapa Dejthamrong Krasuang', 'NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K', true],
    ['Nilavadhanananda', 'Chayapa Dejthamrong Krasuang', 'NILAVADHANANANDA<<CHAYAPA<DEJT<KRASUANG', true],
    ['Nilavadhanananda', 'Chayapa Dejthamrong', 'NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K', true],
    ['Nilavadhanananda', 'Chayapa Somchai', 'NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K', false],
    ['Nilavadhanananda', 'Somchai', 'NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K', false],
    ['Nilavadhananan', 'Chayapa', 'NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K', false],
    ['Nilavadhananandakorn', 'Chayapa', 'NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K', false],
    ['Bennelong Wooloomooloo Warrandyte Warnambool', 'Dingo Potoroo', 'BENNELONG<WOOLOOMOOLOO<WARRANDYTE<<DING', true],
    ['Bennelong Wooloomooloo Warrandyte Warnambool', 'Dingo Potoroo', 'BENNELONG<WOOLOOMOOLO<WARRANDYT<W<<DING', true],
    ['Bennelong Wooloomooloo Warrandyte Warnambool', 'Diego', 'BENNELONG<WOOLOOMOOLO<WARRANDYT<W<<DING', false],
    ['Papandropoulous', 'Jonathon Alec', 'PAPANDROPOULOUS<<JONATHON<ALEXANDER<THE', false],
    ['Zwieselsteinerschlossbergerhofmannski', 'Anna', 'ZWIESELSTEINERSCHLOSSBERGERHOFMANN<<ANN', true],
    ['Zwieselsteinerschlossbergerhofmannski', 'Anna', 'ZWIESELSTEINERSCHLOSSBERGERHOFMANNSK<<A', null],
    ['Zwieselsteinerschlossbergerhofmannski', 'Berta', 'ZWIESELSTEINERSCHLOSSBERGERHOFMANNSK<<A', false],
    ['Zwieselsteinerschlossbergerhofmannskilinger', 'Anna', 'ZWIESELSTEINERSCHLOSSBERGERHOFMANNSKILI', null],
  ];
  for (const [familyName, givenNames, field, matches] of cases) {
    assert.equal(field.length, 39, field);
    check({ familyName, givenNames }, field, matches);
    if (matches === true) check({ name: `${givenNames} ${familyName}` }, field, true);
  }
});

test('what cannot be compared is neither a match nor a difference', () => {
  check({ name: '李小明' }, 'LI<<XIAOMING', null);
  check({ familyName: 'محمد', givenNames: 'علي' }, 'MOHAMMED<<ALI', null);
  check({ name: '' }, 'LI<<XIAOMING', null);
  check({ name: ' . - ' }, 'LI<<XIAOMING', null);
  check({ name: 'a '.repeat(30) }, 'LI<<XIAOMING', null);
  check({ name: 'a'.repeat(501) }, 'LI<<XIAOMING', null);
});

test('the reason says whether all names agree and quotes none, the evidence has them', () => {
  const zone = zoneName('ERIKSSON<<ANNA<MARIA');
  assert.equal(compareName({ name: 'Anna Maria Eriksson' }, zone).code, 'name_matches');
  const part = compareName({ name: 'Anna Eriksson' }, zone);
  assert.equal(part.code, 'name_matches_in_part');
  assert.deepEqual(part.evidence, {
    expected: 'Anna Eriksson',
    document: 'ERIKSSON, ANNA MARIA',
    missingOnDocument: '',
    onlyOnDocument: 'MARIA',
  });
  assert.equal(compareName({ name: 'Karin Eriksson' }, zone).code, 'given_names_differ');
  assert.equal(compareName({ name: 'Anna Larsson' }, zone).code, 'family_name_differs');
  assert.doesNotMatch(part.reason, /anna|maria|eriksson/i);
});
