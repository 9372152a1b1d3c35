// A query for each search: words, values that must be there, and the two ends of a range, in one page.
import { guardOf } from '../../definitions/access.ts';
import { badDefinition } from '../../definitions/bad-definition.ts';
import type { Projection } from '../../definitions/projection.ts';
import { isEmbed } from '../document/declare.ts';
import type { Search } from './entry.ts';
import { LIMITS } from '../../model/limits.ts';
import type { SearchRequest } from '../../model/services.ts';
import { settle } from '../../graphql/schema/absence.ts';
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
import { TEXTS } from '../../graphql/schema/descriptions.ts';
import type { InputTypes } from '../../graphql/schema/input-types.ts';
import { pascalCase } from '../../graphql/schema/names.ts';
import { aboutAll, aboutEnd, aboutEqual, aboutSearch } from './texts.ts';
import type { SchemaParts, ShownShape } from '../../graphql/schema/shown-shape.ts';
import type { ShapeAuthor } from '../registered.ts';
import { slotOf, type Slot } from '../../graphql/schema/slots.ts';

const TEXT =
  'Words that must all be there, in any form; "several words" in this order; `or`; `-` before what must not be there. ' +
  `At most ${LIMITS.searchTextLength} characters.`;

export function shownSearches(): ShownShape<Pick<ShapeAuthor, 'search'>> {
  const projections: Projection[] = [];
  return {
    author: { search: (projection) => projections.push(projection) },
    shown: () => ({
      projections,
      areOfOthers: true,
      queries: projections.flatMap(({ search }) => search?.name ?? []),
      subscriptions: [],
    }),
    check: () => {
      const other = projections.find(({ search }) => search === undefined);
      if (!other) return;
      throw badDefinition(`g.search shows projection ${other.name}, which is no search: see defineSearch.`);
    },
    add: (parts) => {
      for (const projection of projections) {
        if (projection.search) addSearchQuery(parts, projection, projection.search);
      }
    },
  };
}

function addSearchQuery(parts: SchemaParts, projection: Projection, search: Search): void {
  const { builder, rankFieldsOf, connectionOf, inputs, consistency, cursors } = parts;
  const type = connectionOf(projection);
  const ends = endsOf(search, inputs);
  refuseDoubles(search, ends);
  const { text: weights, equal, all, range } = search;
  const fields = [...Object.keys(weights), ...equal, ...all, ...(range ? [range.number] : [])];
  const guarded = { ...guardOf(search), fields, projection };
  builder.queryField(search.name, (t) =>
    t.field({
      type,
      nullable: true,
      ...aboutSearch(projection, search),
      args: {
        text: t.arg.string({ description: TEXT }),
        ...valueArguments(t, parts, { projection, search }),
        ...Object.fromEntries(
          ends.flatMap(({ ref, least, most }) => [
            [least, t.arg({ type: ref, required: false, ...aboutEnd(search, 'least') })] as const,
            [most, t.arg({ type: ref, required: false, ...aboutEnd(search, 'most') })] as const,
          ]),
        ),
        ...pageArguments(t),
        consistency: t.arg({ type: consistency, description: TEXTS.consistency }),
      },
      resolve: async (...[root, args, context, info]): Promise<Connection> => {
        const { services, session, caller, allowance } = context;
        const { text } = args;
        const values = valuesOf(search, args);
        await guardIndex(context, guarded, values.equal);
        const page = await services.searches.search({
          readModel: projection.name,
          ...(typeof text === 'string' ? { text } : {}),
          ...values,
          ...Object.assign({}, ...ends.map((each) => rangeIn(each, args))),
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

interface Searched {
  readonly projection: Projection;
  readonly search: Search;
}

/** By the values that must be there. */
function valueArguments(t: QueryFields, parts: SchemaParts, { projection, search }: Searched) {
  const equal = search.equal.map((field) => {
    const type = valueType(parts, projection, field);
    return [field, t.arg({ type, ...aboutEqual(projection, search, field) })] as const;
  });
  const all = search.all.map((field) => {
    const of = valueType(parts, projection, field);
    return [field, t.arg({ type: [of], ...aboutAll(projection, search, field) })] as const;
  });
  return { ...Object.fromEntries(equal), ...Object.fromEntries(all) };
}

/** Of a field, or of what is in its list: an enum with a name has the same one here; all else is a text. */
function valueType({ leaves: { enums } }: SchemaParts, { document }: Projection, field: string): AnyInput {
  const of = document.fields[field];
  if (!of || isEmbed(of)) return 'String';
  const { shape } = slotOf(of, { side: 'input', where: `${document.name}.${field}` });
  const value = shape.kind === 'list' ? shape.of.shape : shape;
  return value.kind === 'enum' && value.name !== undefined ? enums.take(value.name, value) : 'String';
}

interface Ends {
  readonly ref: AnyInput;
  readonly slot: Slot;
  /** Names of the arguments. */
  readonly least: string;
  readonly most: string;
}

/** None or one. */
function endsOf({ name, range }: Search, inputs: InputTypes): readonly Ends[] {
  if (range === undefined) return [];
  const slot = slotOf(range.input, { side: 'input', where: `${name}.${range.name}` });
  const end = pascalCase(range.name);
  return [{ ref: inputs.of(slot, pascalCase(name) + end), slot, least: `min${end}`, most: `max${end}` }];
}

/** A field, or an end of the range, may not be asked by the name of another argument. */
function refuseDoubles({ name, equal, all }: Search, ends: readonly Ends[]): void {
  const fields = [...equal, ...all, ...ends.flatMap(({ least, most }) => [least, most])];
  const names = ['text', 'first', 'after', 'consistency', ...fields];
  const double = names.find((one, index) => names.indexOf(one) !== index);
  if (double === undefined) return;
  throw badDefinition(`Search ${name} has two arguments ${double}: name the field or the range otherwise.`);
}

function rangeIn({ slot, least, most }: Ends, args: object): Pick<SearchRequest, 'least' | 'most'> {
  const given = new Map<string, unknown>(Object.entries(args));
  return { least: settle(slot, given.get(least)), most: settle(slot, given.get(most)) };
}

function valuesOf({ equal, all }: Search, args: object): Pick<SearchRequest, 'equal' | 'all'> {
  const given = new Map<string, unknown>(Object.entries(args));
  const texts = (field: string): readonly string[] => {
    const value = given.get(field);
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.filter((each) => typeof each === 'string');
  };
  return {
    equal: Object.fromEntries(equal.flatMap((field) => texts(field).map((value) => [field, value]))),
    all: Object.fromEntries(all.map((field) => [field, texts(field)])),
  };
}
