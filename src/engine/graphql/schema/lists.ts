// Connections: a query for each list of a read model, as the Relay specification has them, forward only.
import type { Projection } from '../../definitions/index.ts';
import type { List } from '../../definitions/list.ts';
import { isEmbed } from '../../definitions/document.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { AnyInput, Builder } from './builder.ts';
import { pageArguments, type Connection, type ConnectionTypes } from './connections.ts';
import { freshnessOf, type ConsistencyRef } from './consistency.ts';
import { aboutDefinition, aboutField, TEXTS } from './descriptions.ts';
import type { DocumentTypes } from './documents.ts';
import type { EnumTypes } from './enum-types.ts';
import { ranksAsked } from './selects-field.ts';
import { slotOf } from './shapes.ts';

interface ListParts {
  readonly builder: Builder;
  readonly types: Pick<DocumentTypes, 'ranksOf'>;
  readonly connectionOf: ConnectionTypes;
  readonly enums: EnumTypes;
  readonly consistency: ConsistencyRef;
}

export function addListQueries(parts: ListParts, projections: readonly Projection[]): void {
  const { builder, types, connectionOf, consistency } = parts;
  for (const projection of projections) {
    const type = connectionOf(projection);
    for (const list of projection.lists) {
      builder.queryField(list.name, (t) => {
        const values = Object.fromEntries(
          [...list.by, ...list.filters].map((field) => {
            const { ref, deprecated } = argumentOf(parts, projection, field);
            const required = list.by.includes(field);
            const description = required
              ? `Only those whose \`${field}\` is this one.`
              : `Only those whose \`${field}\` is this one; whatever it is if omitted.`;
            const said = required ? { description } : { description, deprecated };
            return [list.named[field] ?? field, t.arg({ type: ref, required, ...aboutField(said) })];
          }),
        );
        return t.field({
          type,
          nullable: true,
          ...aboutDefinition(
            list,
            `A page of ${projection.document.name}, the ${list.order} \`${list.at}\` first.`,
          ),
          args: {
            ...values,
            ...pageArguments(t),
            consistency: t.arg({ type: consistency, description: TEXTS.consistency }),
          },
          resolve: async (...[root, args, { services, session }, info]): Promise<Connection> => {
            const { first, after: cursor } = args;
            const page = await services.lists.page({
              readModel: projection.name,
              list: list.name,
              values: valuesOf(list, args),
              first,
              ...ranksAsked(info, types.ranksOf(projection)),
              ...(typeof cursor === 'string' ? { cursor } : {}),
              ...freshnessOf({ consistency: args.consistency }, root?.after ?? session.after),
            });
            session.saw(page.token);
            return { ...page, isAfterOther: typeof cursor === 'string' };
          },
        });
      });
    }
  }
}

function valuesOf({ by, filters, named }: List, args: object): Readonly<Record<string, string>> {
  const given = new Map<string, unknown>(Object.entries(args));
  return Object.fromEntries(
    [...by, ...filters].flatMap((field) => {
      const value = given.get(named[field] ?? field);
      return typeof value === 'string' ? [[field, value]] : [];
    }),
  );
}

interface Argument {
  readonly ref: AnyInput;
  readonly deprecated: string | undefined;
}

/** Of a field lists are asked by: a text, an id or an enum, because those are the same in an index and in a request. */
function argumentOf({ enums }: ListParts, { document }: Projection, field: string): Argument {
  const of = document.fields[field];
  const where = `${document.name}.${field}`;
  if (of && !isEmbed(of)) {
    const { shape, deprecated } = slotOf(of, { side: 'input', where });
    if (shape.kind === 'scalar' && (shape.name === 'ID' || shape.name === 'String')) {
      return { ref: shape.name, deprecated };
    }
    if (shape.kind === 'enum' && shape.name !== undefined) {
      return { ref: enums.take(shape.name, shape), deprecated };
    }
  }
  throw new SlipstreamError(
    'BAD_DEFINITION',
    `${where}: a list can be asked by an id, a text or a named enum.`,
  );
}
