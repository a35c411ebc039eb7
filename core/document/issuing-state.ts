/**
 * The three-letter codes of ICAO 9303-3, section 5, with the facts that the product needs about each: ISO 3166-1 alpha-2 where one
 * exists, and a key for the name. Names are not kept here: pages get them from `Intl.DisplayNames` (key `region.SE`) or from
 * their own messages (every other key).
 */
export type IssuingState = {
  /** As the zone writes it, without fillers: `SWE`, `D`. */
  code: string;
  /** ISO 3166-1 alpha-2; null for organizations, stateless persons and codes that ISO does not assign. */
  alpha2: string | null;
  nameKey: string;
};

/** ISO 3166-1: alpha-3 and alpha-2 of every officially assigned code (ICAO 9303-3, section 5, part A). */
const ISO_3166_1 = `
ABW AW AFG AF AGO AO AIA AI ALA AX ALB AL AND AD ARE AE ARG AR ARM AM ASM AS ATA AQ ATF TF ATG AG AUS AU AUT AT AZE AZ
BDI BI BEL BE BEN BJ BES BQ BFA BF BGD BD BGR BG BHR BH BHS BS BIH BA BLM BL BLR BY BLZ BZ BMU BM BOL BO BRA BR BRB BB
BRN BN BTN BT BVT BV BWA BW CAF CF CAN CA CCK CC CHE CH CHL CL CHN CN CIV CI CMR CM COD CD COG CG COK CK COL CO COM KM
CPV CV CRI CR CUB CU CUW CW CXR CX CYM KY CYP CY CZE CZ DEU DE DJI DJ DMA DM DNK DK DOM DO DZA DZ ECU EC EGY EG ERI ER
ESH EH ESP ES EST EE ETH ET FIN FI FJI FJ FLK FK FRA FR FRO FO FSM FM GAB GA GBR GB GEO GE GGY GG GHA GH GIB GI GIN GN
GLP GP GMB GM GNB GW GNQ GQ GRC GR GRD GD GRL GL GTM GT GUF GF GUM GU GUY GY HKG HK HMD HM HND HN HRV HR HTI HT HUN HU
IDN ID IMN IM IND IN IOT IO IRL IE IRN IR IRQ IQ ISL IS ISR IL ITA IT JAM JM JEY JE JOR JO JPN JP KAZ KZ KEN KE KGZ KG
KHM KH KIR KI KNA KN KOR KR KWT KW LAO LA LBN LB LBR LR LBY LY LCA LC LIE LI LKA LK LSO LS LTU LT LUX LU LVA LV MAC MO
MAF MF MAR MA MCO MC MDA MD MDG MG MDV MV MEX MX MHL MH MKD MK MLI ML MLT MT MMR MM MNE ME MNG MN MNP MP MOZ MZ MRT MR
MSR MS MTQ MQ MUS MU MWI MW MYS MY MYT YT NAM NA NCL NC NER NE NFK NF NGA NG NIC NI NIU NU NLD NL NOR NO NPL NP NRU NR
NZL NZ OMN OM PAK PK PAN PA PCN PN PER PE PHL PH PLW PW PNG PG POL PL PRI PR PRK KP PRT PT PRY PY PSE PS PYF PF QAT QA
REU RE ROU RO RUS RU RWA RW SAU SA SDN SD SEN SN SGP SG SGS GS SHN SH SJM SJ SLB SB SLE SL SLV SV SMR SM SOM SO SPM PM
SRB RS SSD SS STP ST SUR SR SVK SK SVN SI SWE SE SWZ SZ SXM SX SYC SC SYR SY TCA TC TCD TD TGO TG THA TH TJK TJ TKL TK
TKM TM TLS TL TON TO TTO TT TUN TN TUR TR TUV TV TWN TW TZA TZ UGA UG UKR UA UMI UM URY UY USA US UZB UZ VAT VA VCT VC
VEN VE VGB VG VIR VI VNM VN VUT VU WLF WF WSM WS YEM YE ZAF ZA ZMB ZM ZWE ZW`;

/** Codes that ICAO adds to ISO 3166-1 (9303-3, section 5, parts A to D). */
const ICAO_ADDITIONS: readonly IssuingState[] = [
  // Germany writes D in its zones.
  { code: 'D', alpha2: 'DE', nameKey: 'region.DE' },
  // The United Kingdom's forms of nationality other than citizen.
  { code: 'GBD', alpha2: 'GB', nameKey: 'british_overseas_territories_citizen' },
  { code: 'GBN', alpha2: 'GB', nameKey: 'british_national_overseas' },
  { code: 'GBO', alpha2: 'GB', nameKey: 'british_overseas_citizen' },
  { code: 'GBP', alpha2: 'GB', nameKey: 'british_protected_person' },
  { code: 'GBS', alpha2: 'GB', nameKey: 'british_subject' },
  // Reserved by ISO for the European Union's laissez-passer; Kosovo has no code of ISO's.
  { code: 'EUE', alpha2: null, nameKey: 'european_union' },
  { code: 'RKS', alpha2: null, nameKey: 'kosovo' },
  // The United Nations.
  { code: 'UNO', alpha2: null, nameKey: 'united_nations_organization' },
  { code: 'UNA', alpha2: null, nameKey: 'united_nations_agency' },
  { code: 'UNK', alpha2: null, nameKey: 'united_nations_mission_in_kosovo' },
  // Other issuing authorities.
  { code: 'XBA', alpha2: null, nameKey: 'african_development_bank' },
  { code: 'XIM', alpha2: null, nameKey: 'african_export_import_bank' },
  { code: 'XCC', alpha2: null, nameKey: 'caribbean_community' },
  { code: 'XCE', alpha2: null, nameKey: 'council_of_europe' },
  { code: 'XCO', alpha2: null, nameKey: 'common_market_for_eastern_and_southern_africa' },
  { code: 'XEC', alpha2: null, nameKey: 'economic_community_of_west_african_states' },
  { code: 'XES', alpha2: null, nameKey: 'organisation_of_eastern_caribbean_states' },
  { code: 'XMP', alpha2: null, nameKey: 'parliamentary_assembly_of_the_mediterranean' },
  { code: 'XOM', alpha2: null, nameKey: 'sovereign_military_order_of_malta' },
  { code: 'XPO', alpha2: null, nameKey: 'interpol' },
  { code: 'XDC', alpha2: null, nameKey: 'southern_african_development_community' },
  // Persons without a defined nationality.
  { code: 'XXA', alpha2: null, nameKey: 'stateless_person' },
  { code: 'XXB', alpha2: null, nameKey: 'refugee_1951_convention' },
  { code: 'XXC', alpha2: null, nameKey: 'refugee_other' },
  { code: 'XXX', alpha2: null, nameKey: 'nationality_unspecified' },
  // The state of specimens.
  { code: 'UTO', alpha2: null, nameKey: 'utopia' },
];

function isoStates(): IssuingState[] {
  const codes = ISO_3166_1.trim().split(/\s+/);
  const states: IssuingState[] = [];
  for (let index = 0; index + 1 < codes.length; index += 2) {
    const alpha2 = codes[index + 1] ?? '';
    states.push({ code: codes[index] ?? '', alpha2, nameKey: `region.${alpha2}` });
  }
  return states;
}

export const ISSUING_STATES: ReadonlyMap<string, IssuingState> = new Map(
  [...isoStates(), ...ICAO_ADDITIONS].map((state) => [state.code, state]),
);

/** The state, organization or kind of nationality behind a code as the zone writes it (`D<<` or `D`). */
export function findIssuingState(code: string): IssuingState | undefined {
  return ISSUING_STATES.get(code.replace(/<+$/, ''));
}
