// Countries of the generated shop: their cities and streets, names of the people there, the currency they pay in.
import type { Random } from './random.ts';

export interface Country {
  readonly code: string;
  readonly currency: string;
  readonly callingCode: string;
  /** City, beginning of its postal codes. */
  readonly cities: readonly (readonly [name: string, postal: string])[];
  readonly streets: readonly string[];
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
}

const country = (
  [code, currency, callingCode]: readonly [string, string, string],
  cities: readonly (readonly [string, string])[],
  [streets, firstNames, lastNames]: readonly [string, string, string],
): Country => ({
  code,
  currency,
  callingCode,
  cities,
  streets: streets.split(', '),
  firstNames: firstNames.split(' '),
  lastNames: lastNames.split(' '),
});

const DE = country(
  ['DE', 'EUR', '49'],
  [
    ['Berlin', '10'],
    ['Köln', '50'],
    ['München', '80'],
    ['Leipzig', '04'],
  ],
  [
    'Lindenstraße, Hauptstraße, Am Markt',
    'Anna Jürgen Käthe Lukas Mia Söhnke',
    'Müller Schäfer Weiß Krüger Vogel',
  ],
);
const FR = country(
  ['FR', 'EUR', '33'],
  [
    ['Paris', '75'],
    ['Lyon', '69'],
    ['Orléans', '45'],
  ],
  ['rue de la Paix, avenue Victor Hugo', 'Chloé Benoît Hélène Léo Zoé', 'Lefèvre Dubois Garçon Moreau'],
);
const ES = country(
  ['ES', 'EUR', '34'],
  [
    ['Madrid', '28'],
    ['Málaga', '29'],
    ['A Coruña', '15'],
  ],
  ['Calle Mayor, Paseo del Prado', 'Lucía Íñigo Sofía Andrés', 'Núñez García Ibáñez Peña'],
);
const FI = country(
  ['FI', 'EUR', '358'],
  [
    ['Helsinki', '00'],
    ['Jyväskylä', '40'],
  ],
  ['Aleksanterinkatu, Kauppakatu', 'Aino Väinö Eero Päivi', 'Mäkinen Korhonen Hämäläinen'],
);
const US = country(
  ['US', 'USD', '1'],
  [
    ['New York', '10'],
    ['San José', '95'],
    ['Chicago', '60'],
    ['Austin', '78'],
  ],
  [
    'Market Street, Fifth Avenue, Elm Street',
    'Grace Emma Liam José Olivia Noah',
    'Hopper Smith Johnson Peña Brown',
  ],
);
const GB = country(
  ['GB', 'GBP', '44'],
  [
    ['London', 'N1'],
    ['Leeds', 'LS'],
    ['Cardiff', 'CF'],
  ],
  ['High Street, Station Road', 'Alan Ada Siân Oliver Zoë', 'Turing Lovelace Brontë Evans'],
);
const JP = country(
  ['JP', 'JPY', '81'],
  [
    ['東京', '10'],
    ['大阪', '53'],
    ['札幌', '06'],
  ],
  ['中央, 本町', '花子 太郎 さくら 健', '佐藤 鈴木 高橋 田中'],
);

/** As often as they come here, so many customers live there. */
const COUNTRIES = [DE, DE, DE, DE, DE, FR, FR, FR, ES, ES, FI, US, US, US, US, US, US, GB, GB, GB, JP, JP];

export const someCountry = (random: Random): Country => random.pick(COUNTRIES);

export function someAddress(random: Random, { code, cities, streets }: Country) {
  const [city, postal] = random.pick(cities);
  return {
    line1: `${random.pick(streets)} ${1 + random.below(180)}`,
    city,
    postalCode: `${postal}${String(random.below(1000)).padStart(3, '0')}`,
    country: code,
  };
}
