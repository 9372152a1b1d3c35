// The regions the shop sells to: every country is in one of them, as the United Nations group them (M49; Middle America
// and the Caribbean with North America), and the islands of the far south with Antarctica.
import { enumeration } from '#engine';
import type { z } from 'zod';

export const SalesRegion = enumeration(
  'SalesRegion',
  {
    AFRICA: 'From Algeria to Zimbabwe, and the islands around.',
    ANTARCTICA: 'With the islands of the far south.',
    ASIA: 'From Cyprus and Turkey to Japan.',
    EUROPE: 'With all of Russia.',
    NORTH_AMERICA: 'With Middle America, the Caribbean and Greenland.',
    OCEANIA: 'Australia, New Zealand and the islands of the Pacific.',
    SOUTH_AMERICA: 'From Colombia to Chile.',
  },
  {
    description:
      'Where the shop sells to. The country of an address is in one of them, as the UN groups them.',
  },
);
export type SalesRegion = z.output<typeof SalesRegion>;

const COUNTRIES: Readonly<Record<SalesRegion, string>> = {
  AFRICA: `
    AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR LS LY MA MG ML MR MU MW MZ NA NE NG
    RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW`,
  ANTARCTICA: 'AQ BV GS HM TF',
  ASIA: `
    AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP OM PH PK PS QA
    SA SG SY TH TJ TL TM TR TW UZ VN YE`,
  EUROPE: `
    AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT NL NO
    PL PT RO RS RU SE SI SJ SK SM UA VA`,
  NORTH_AMERICA: `
    AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX NI PA PM PR SV SX TC TT US VC
    VG VI`,
  OCEANIA: 'AS AU CC CK CX FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS',
  SOUTH_AMERICA: 'AR BO BR CL CO EC FK GF GY PE PY SR UY VE',
};

const regions = new Map(
  SalesRegion.options.flatMap((region) => countriesOf(region).map((country) => [country, region] as const)),
);

/** ISO 3166-1 alpha-2 codes. */
export function countriesOf(region: SalesRegion): readonly string[] {
  return COUNTRIES[region].trim().split(/\s+/);
}

/** Null for a code that has left the list of countries. */
export function regionOf(country: string): SalesRegion | null {
  return regions.get(country) ?? null;
}
