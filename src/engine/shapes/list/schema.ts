// Connections: a query for each list of a read model, as the Relay specification has them, forward only.
import type { Projection } from '../../definitions/projection.ts';
import type { List } from './declare.ts';
import { isEmbed } from '../document/declare.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { AnyInput } from '../../graphql/schema/builder.ts';
import {
  connectionFrom,
  pageRequest,
  pageArguments,
  type Connection,
  type QueryFields,
} from '../../graphql/schema/connections.ts';
import { guardIndex } from '../../graphql/schema/guard-index.ts';
import { shownPage } from '../document/guard.ts';
import { aboutDefinition, aboutField, TEXTS } from '../../graphql/schema/descriptions.ts';
import type { SchemaParts, ShownShape } from '../../graphql/schema/shown-shape.ts';
import type { ShapeAuthor } from '../registered.ts';
import { badDefinition } from '../../definitions/bad-definition.ts';
import { slotOf } from '../../graphql/schema/slots.ts';

export function shownLists(): ShownShape<Pick<ShapeAuthor, 'lists'>> {
  const projections: Projection[] = [];
  return {
    author: { lists: (projection) => projections.push(projection) },
    shown: () => ({
      projections,
      queries: projections.flatMap(({ lists }) => lists.map(({ name }) => name)),
      subscriptions: [],
    }),
    check: () => {
      const bare = projections.find(({ lists }) => lists.length === 0);
      if (bare) throw badDefinition(`g.lists shows projection ${bare.name}, which has no lists.`);
    },
    add: (parts) => addListQueries(parts, projections),
  };
}

function addListQueries(parts: SchemaParts, projections: readonly Projection[]): void {
  const { builder, rankFieldsOf, connectionOf, consistency, cursors } = parts;
  for (const projection of projections) {
    const type = connectionOf(projection);
    for (const list of projection.lists) {
      const guarded = { ...list, projection };
      builder.queryField(list.name, (t) =>
        t.field({
          type,
          nullable: true,
          ...aboutDefinition(
            list,
            `A page of ${projection.document.name}, the ${list.order} \`${list.at}\` first.`,
          ),
          args: {
            ...keyArguments(t, parts, { projection, list }),
            ...pageArguments(t),
            consistency: t.arg({ type: consistency, description: TEXTS.consistency }),
          },
          resolve: async (...[root, args, context, info]): Promise<Connection> => {
            const { services, session, caller, allowance } = context;
            const values = valuesOf(list, args);
            await guardIndex(context, guarded, values);
            const page = await services.lists.page({
              readModel: projection.name,
              list: list.name,
              values,
              ...pageRequest(args, info, {
                sessionToken: root?.after ?? session.after,
                beginWait: allowance.wait,
                rankFields: rankFieldsOf(projection),
                cursors,
              }),
            });
            session.saw(page.token);
            return connectionFrom(shownPage(caller, projection, page), args, cursors);
          },
        }),
      );
    }
  }
}

interface Listed {
  readonly projection: Projection;
  readonly list: List;
}

function keyArguments(t: QueryFields, parts: SchemaParts, { projection, list }: Listed) {
  const { by, filters, named } = list;
  return Object.fromEntries(
    [...by, ...filters].map((field) => {
      const { ref, deprecated } = argumentOf(parts, projection, field);
      const required = by.includes(field);
      const description = required
        ? `Only those whose \`${field}\` is this one.`
        : `Only those whose \`${field}\` is this one; whatever it is if omitted.`;
      const said = required ? { description } : { description, deprecated };
      return [named[field] ?? field, t.arg({ type: ref, required, ...aboutField(said) })];
    }),
  );
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
function argumentOf({ leaves: { enums } }: SchemaParts, { document }: Projection, field: string): Argument {
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
