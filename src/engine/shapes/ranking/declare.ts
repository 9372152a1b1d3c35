// A ranking of a projection's documents: the highest score comes first, and equal scores share a rank. Each document says
// its own score, so that a ranking is as deterministic as its documents.
import { z } from 'zod';
import type { JsonObject } from '../../model/json.ts';
import { ruleOfField, type Guarded } from '../../definitions/access.ts';
import { badDefinition } from '../../definitions/bad-definition.ts';
import type { DocumentIndex } from '../../definitions/document-index.ts';
import type { Deprecatable } from '../../definitions/described.ts';
import { isEmbed, type DocumentDefinition } from '../document/declare.ts';
import { digest, SIGNATURE_DIGITS } from '../../definitions/fold-id.ts';

/** A ranking as the engine uses it. */
export interface Ranking extends Deprecatable, DocumentIndex, Guarded {
  /** Also the name of the query. */
  readonly name: string;
  /** The field with the score. */
  readonly highest: string;
  /** The field under which a document shows its own rank. */
  readonly rank: string;
}

/** Name of the subscription to its top, where there is one. */
export const liveName = ({ name }: Pick<Ranking, 'name'>): string => `${name}Updated`;

/** What an author says of a ranking. */
export interface RankingSpec<Field extends string = string> extends Deprecatable, Guarded {
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
  const rankings = Object.entries(projection.rankings ?? {}).map(([ranking, spec]) =>
    rankingOf(ranking, spec),
  );
  if (lanes > 1 && rankings.length > 0) {
    throw badDefinition(`Projection ${name} has rankings, so it must have one lane.`);
  }
  const taken = new Set(['id', 'version', ...Object.keys(document.fields)]);
  for (const { name: ranking, highest, rank } of rankings) {
    if (!isScore(document, highest)) throw badDefinition(`Ranking ${ranking}: ${highest} is no z.int().`);
    if (ruleOfField(document, highest)) {
      throw badDefinition(`Ranking ${ranking}: not all may read ${highest}, and ranks would tell.`);
    }
    if (taken.has(rank))
      throw badDefinition(`Ranking ${ranking}: ${document.name} has a field ${rank} already.`);
    taken.add(rank);
  }
  return rankings;
}

export const rankingIndex = (ranking: string): string => `rank:${ranking}`;

function rankingOf(name: string, { highest, rank = 'rank', ...said }: RankingSpec): Ranking {
  const index = rankingIndex(name);
  return {
    ...{ name, highest, rank, ...said },
    signature: digest(['ranking', name, highest], SIGNATURE_DIGITS),
    ranks: { name, index, field: rank },
    fields: [highest],
    entriesOf: (id, own) => {
      const score = scoreOf({ highest }, own);
      return score === null ? [] : [{ index, member: id, score }];
    },
    refuseUnkeepable: (own) => checkScore({ highest }, own),
  };
}

/** Null for a document that is not ranked. */
export function scoreOf({ highest }: Pick<Ranking, 'highest'>, body: JsonObject | null): number | null {
  const score = body?.[highest];
  return typeof score === 'number' ? score : null;
}

/** Throws RangeError for a score that a double can't hold exactly: a ranking is kept in doubles. */
function checkScore(ranking: Pick<Ranking, 'highest'>, body: JsonObject | null): void {
  const score = scoreOf(ranking, body);
  if (score !== null && !Number.isSafeInteger(score)) {
    throw new RangeError(`${ranking.highest} is ${score}, which is no safe integer`);
  }
}

function isScore({ fields }: DocumentDefinition, field: string): boolean {
  const of = fields[field];
  if (!of || isEmbed(of)) return false;
  const inner = of instanceof z.ZodNullable ? of.unwrap() : of;
  return inner instanceof z.ZodNumber && inner.isInt;
}
