// defineQuery: an answer made of several documents of one projection, read together. Pure: which documents, and what
// is answered, follow from the arguments, from what is read and from the fields that are asked for.
import type { z } from 'zod';
import { SlipstreamError } from '../../model/errors.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Guarded } from '../../definitions/access.ts';
import type { Deprecatable } from '../../definitions/described.ts';
import type { DocumentDefinition, DocumentOf, Immutable } from '../document/declare.ts';
import type { Projection } from '../../definitions/projection.ts';

/** A query as the engine uses it. */
export interface Query extends Deprecatable, Guarded {
  readonly name: string;
  readonly over: Projection;
  readonly args: z.ZodObject;
  readonly result: z.ZodObject;
  /** @param args what `args` made of what was asked. */
  readonly ids: (args: unknown, selected: ReadonlySet<string>) => readonly string[];
  readonly answer: (
    args: unknown,
    documents: readonly JsonObject[],
    selected: ReadonlySet<string>,
  ) => Readonly<Record<string, unknown>>;
}

type Found<Definition> = Immutable<DocumentOf<Definition>> & {
  readonly id: string;
  readonly version: number;
};

interface QuerySpec<
  Definition extends DocumentDefinition,
  Args extends z.ZodObject,
  Result extends z.ZodObject,
>
  extends Deprecatable, Guarded {
  /** A projection with one lane, so that all its documents are as of one moment. */
  readonly over: Projection<string, Definition>;
  /** The arguments beside `consistency`: scalars and enums. What it refuses is answered with INVALID_READ. */
  readonly args: Args;
  /** What is answered, as it would be stored; its GraphQL name by `meta({ graphql })`. */
  readonly result: Result;
  /**
   * Ids of the documents to be read, at most `LIMITS.documentsPerQuery`.
   * @param selected names of all fields that are selected below the query, at any depth.
   */
  readonly ids: (args: z.output<Args>, selected: ReadonlySet<string>) => readonly string[];
  /**
   * Pure: what it has answered may be given again, and is never changed.
   * @param documents those of them that there are, in the order of the ids.
   */
  readonly answer: (
    args: z.output<Args>,
    documents: readonly Found<Definition>[],
    selected: ReadonlySet<string>,
  ) => Immutable<z.output<Result>>;
}

export function defineQuery<
  const Definition extends DocumentDefinition,
  Args extends z.ZodObject,
  Result extends z.ZodObject,
>(name: string, spec: QuerySpec<Definition, Args, Result>): Query {
  if (spec.over.lanes > 1) {
    throw new SlipstreamError('BAD_DEFINITION', `Query ${name} needs a projection with one lane.`);
  }
  const { over, args, result, ids, answer, ...said } = spec;
  return {
    ...said,
    name,
    over,
    args,
    result,
    ids: (given, selected) => ids(given as never, selected),
    answer: (given, documents, selected) => answer(given as never, documents as never, selected),
  };
}
