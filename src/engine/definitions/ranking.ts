// A ranking of a projection's documents: the highest score comes first, and equal scores share a rank. Each document says
// its own score, so that a ranking is as deterministic as its documents.
import { z } from 'zod';
import type { JsonObject } from '../model/json.ts';
import { badDefinition } from './bad-definition.ts';
import type { Deprecatable } from './described.ts';
import { isEmbed, type DocumentDefinition } from './document.ts';
import { digest, SIGNATURE_DIGITS } from './fold-id.ts';

/** A ranking as the engine uses it. */
export interface Ranking extends Deprecatable {
  /** Also the name of the query. */
  readonly name: string;
  /** The field with the score. */
  readonly highest: string;
  /** The field under which a document shows its own rank. */
  readonly rank: string;
  /** Hash of what it is made of: a generation says which indexes it has. */
  readonly signature: string;
}

/** Name of the subscription to its top, where there is one. */
export const liveName = ({ name }: Pick<Ranking, 'name'>): string => `${name}Updated`;

/** What an author says of a ranking. */
export interface RankingSpec<Field extends string = string> extends Deprecatable {
  /** A `z.int()`, or one that may be null: a document that has null there is not ranked. */
  readonly highest: Field;
  /** Name of the field with a document's own rank; `rank` if omitted. */
  readonly rank?: string;
}

/** Names of the fields that can be a score. */
export type ScoreField<Definition> =
  Definition extends DocumentDefinition<string, infer Of>
    ? {
        [Name in keyof Of & string]: Of[Name] extends z.ZodInt | z.ZodNullable<z.ZodInt> ? Name : never;
      }[keyof Of & string]
    : never;

export interface Ranked {
  readonly name: string;
  readonly document: DocumentDefinition;
  readonly rankings?: Readonly<Record<string, RankingSpec>>;
}

/** Throws BAD_DEFINITION. */
export function rankingsOf(projection: Ranked, lanes: number): readonly Ranking[] {
  const { name, document } = projection;
  const rankings = Object.entries(projection.rankings ?? {}).map(
    ([ranking, { highest, rank = 'rank', ...said }]): Ranking => ({
      name: ranking,
      highest,
      rank,
      signature: digest(['ranking', ranking, highest], SIGNATURE_DIGITS),
      ...said,
    }),
  );
  if (lanes > 1 && rankings.length > 0) {
    throw badDefinition(`Projection ${name} has rankings, so it must have one lane.`);
  }
  const taken = new Set(['id', 'version', ...Object.keys(document.fields)]);
  for (const { name: ranking, highest, rank } of rankings) {
    if (!isScore(document, highest)) throw badDefinition(`Ranking ${ranking}: ${highest} is no z.int().`);
    if (taken.has(rank))
      throw badDefinition(`Ranking ${ranking}: ${document.name} has a field ${rank} already.`);
    taken.add(rank);
  }
  return rankings;
}

/** Null for a document that is not ranked. */
export function scoreOf({ highest }: Ranking, body: JsonObject | null): number | null {
  const score = body?.[highest];
  return typeof score === 'number' ? score : null;
}

/** Throws RangeError for a score that a double can't hold exactly: a ranking is kept in doubles. */
export function checkScores(rankings: readonly Ranking[], body: JsonObject | null): void {
  for (const ranking of rankings) {
    const score = scoreOf(ranking, body);
    if (score !== null && !Number.isSafeInteger(score)) {
      throw new RangeError(`${ranking.highest} is ${score}, which is no safe integer`);
    }
  }
}

function isScore({ fields }: DocumentDefinition, field: string): boolean {
  const of = fields[field];
  if (!of || isEmbed(of)) return false;
  const inner = of instanceof z.ZodNullable ? of.unwrap() : of;
  return inner instanceof z.ZodNumber && inner.isInt;
}
