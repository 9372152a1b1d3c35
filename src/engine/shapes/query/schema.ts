// Queries over several documents of one projection: what is asked is checked, what is read is made into the answer.
import type { Query } from './declare.ts';
import { keptAnswers, questionOf, type KeptAnswers } from './kept-answers.ts';
import { checkInput } from '../../definitions/check-input.ts';
import { SlipstreamError } from '../../model/errors.ts';
import { LIMITS } from '../../model/limits.ts';
import type { AnyInput } from '../../graphql/schema/builder.ts';
import { freshnessOf } from '../../graphql/schema/consistency.ts';
import { guardIndex } from '../../graphql/schema/guard-index.ts';
import { about, aboutField, TEXTS } from '../../graphql/schema/descriptions.ts';
import { checkDeprecated, isRequired } from '../../graphql/schema/input-types.ts';
import type { JsonRecord } from '../../graphql/schema/output-types.ts';
import type { SchemaParts, ShownShape } from '../../graphql/schema/shown-shape.ts';
import type { ShapeAuthor } from '../registered.ts';
import { pascalCase } from '../../graphql/schema/names.ts';
import { admitAnswer } from '../../graphql/admission/count-answer.ts';
import { selectedNames } from '../../graphql/schema/selected-names.ts';
import type { CountedExtensions } from '../../graphql/admission/count-operation.ts';
import { membersOf, slotOf, type Member, type Place } from '../../graphql/schema/slots.ts';

export function shownQueries(): ShownShape<Pick<ShapeAuthor, 'query'>> {
  const queries: Query[] = [];
  const kept = keptAnswers({ answers: LIMITS.answersKept, bytes: LIMITS.keptAnswerBytes });
  return {
    author: { query: (query) => queries.push(query) },
    shown: () => ({
      projections: queries.map(({ over }) => over),
      queries: queries.map(({ name }) => name),
      subscriptions: [],
    }),
    add: (parts) => queries.forEach((query) => addQuery(parts, query, kept)),
  };
}

function addQuery(parts: SchemaParts, query: Query, kept: KeptAnswers): void {
  const { builder, consistency } = parts;
  const { name, over } = query;
  const place: Place = { side: 'input', where: name };
  const members = membersOf(query.args.shape, place);
  const type = resultType(parts, query);
  builder.queryField(name, (t) =>
    t.field({
      type,
      nullable: true,
      extensions: { documents: LIMITS.documentsPerQuery, countsItsAnswer: true } satisfies CountedExtensions,
      ...aboutField({
        description: query.description ?? query.result.description,
        deprecated: query.deprecated,
      }),
      args: {
        ...Object.fromEntries(
          members.map((member) => {
            const type = argumentType(parts, member, name);
            checkDeprecated(name, member);
            return [member.field, t.arg({ type, required: isRequired(member), ...aboutField(member) })];
          }),
        ),
        consistency: t.arg({ type: consistency, description: TEXTS.consistency }),
      },
      resolve: async (...[root, given, request, info]): Promise<JsonRecord> => {
        const { services, session, allowance } = request;
        const present = presentOf(members, given);
        await guardIndex(request, query, present);
        const args = argumentsOf(query, present);
        const selected = selectedNames(info);
        const question = questionOf({ query: name, given: present, args, selected });
        const ids = kept.idsOf(question) ?? idsOf(query, args, selected);
        const { documents, token } = await services.reads.readAll({
          readModel: over.name,
          ids,
          ...freshnessOf({ consistency: given.consistency }, root?.after ?? session.after, allowance.wait),
        });
        session.saw(token);
        const answer = kept.answer(question, { ids, documents }, () => {
          const found = documents.map(({ id, version, body }) => ({ ...body, id, version }));
          return query.answer(args, found, selected);
        });
        admitAnswer(request, answer, info);
        return answer;
      },
    }),
  );
}

function resultType({ builder, outputs }: SchemaParts, { name, result }: Query) {
  const { shape } = slotOf(result, { side: 'output', where: name });
  const type = (shape.kind === 'object' ? shape.name : undefined) ?? pascalCase(name);
  const members = membersOf(result.shape, { side: 'output', where: type });
  return builder.objectRef<JsonRecord>(type).implement({
    ...about(result.description),
    fields: outputs.fields(type, members, (answer: JsonRecord) => answer),
  });
}

function argumentType({ leaves }: SchemaParts, { field, shape }: Member, query: string): AnyInput {
  if (shape.kind === 'scalar') return shape.name;
  if (shape.kind === 'defined') return leaves.scalars.take(shape.scalar);
  if (shape.kind === 'enum' && shape.name !== undefined) return leaves.enums.take(shape.name, shape);
  throw new SlipstreamError(
    'BAD_DEFINITION',
    `${query}.${field}: a query is asked by scalars and named enums.`,
  );
}

/** GraphQL's null is zod's absence. */
function presentOf(members: readonly Member[], given: object): Readonly<Record<string, unknown>> {
  const values = new Map<string, unknown>(Object.entries(given));
  const present = members.map(({ field }) => [field, values.get(field) ?? undefined] as const);
  return Object.fromEntries(present.filter(([, value]) => value !== undefined));
}

/** Throws INVALID_READ for what the author's schema refuses. */
function argumentsOf({ args }: Query, present: Readonly<Record<string, unknown>>): unknown {
  const parsed = checkInput(args, present);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  throw new SlipstreamError('INVALID_READ', `${issues.join('; ')}.`);
}

function idsOf({ ids }: Query, args: unknown, selected: ReadonlySet<string>): readonly string[] {
  const wanted = [...new Set(ids(args, selected))];
  if (wanted.length > 0 && wanted.length <= LIMITS.documentsPerQuery) return wanted;
  throw new SlipstreamError(
    'INVALID_READ',
    `${wanted.length} documents would be read; at least 1 and at most ${LIMITS.documentsPerQuery} can be.`,
  );
}
