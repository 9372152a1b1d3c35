// The type of a read model and the query that reads one document of it.
import type { FieldMap, ObjectFieldBuilder } from '@pothos/core';
import { ranksOf } from '../../definitions/document-index.ts';
import { ruleOfField } from '../../definitions/access.ts';
import type { Projection } from '../../definitions/projection.ts';
import { isHidden } from '../../definitions/values.ts';
import { isEmbed, type Embed } from './declare.ts';
import { readableBy, shownTo } from './guard.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { ListPage, ReadRequest, ShownDocument } from '../../model/services.ts';
import type { RequestContext } from '../../graphql/context.ts';
import type { Builder, QueryRoot, SchemaTypes } from '../../graphql/schema/builder.ts';
import {
  freshnessOf,
  type ConsistencyArguments,
  type ConsistencyRef,
} from '../../graphql/schema/consistency.ts';
import { about, TEXTS } from '../../graphql/schema/descriptions.ts';
import type { OutputTypes } from '../../graphql/schema/output-types.ts';
import { slotOf, type Member, type Slot } from '../../graphql/schema/slots.ts';

/** What a document is resolved on. */
export interface DocumentSource extends ShownDocument {
  /** Pages of lists that were read together with it, by field. */
  readonly pages?: ReadonlyMap<string, ListPage | undefined>;
  /** Token of the update it came with: what is read below it should have seen that. */
  readonly after?: string;
}

const VERSION =
  'Rises with the events of the document. What it shows of others may change at the same version.';

export type DocumentTypes = ReturnType<typeof documentTypes>;

/** Fields that a document has beside its own. */
type MoreFields = (projection: Projection, t: ObjectFieldBuilder<SchemaTypes, DocumentSource>) => FieldMap;

interface Shown {
  readonly projections: readonly Projection[];
  readonly more: MoreFields;
}

export function documentTypes(builder: Builder, outputs: OutputTypes, { projections, more }: Shown) {
  const typeNames = new Map(projections.map(({ name, document }) => [name, document.name]));
  const document = builder.interfaceRef<DocumentSource>('Document').implement({
    description: 'A document of any read model.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Unique among the documents of the type.' }),
      version: t.exposeInt('version', { description: VERSION }),
    }),
    resolveType: ({ readModel }) => typeNames.get(readModel),
  });
  const refs = new Map(
    projections.map((projection) => {
      const { name } = projection.document;
      const ref = builder.objectRef<DocumentSource>(name).implement({
        ...about(projection.document.description),
        interfaces: [document],
        fields: (t) => ({
          ...outputs.fields<ShownDocument>(name, documentMembers(projection), ({ body }) => body)(t),
          ...more(projection, t),
        }),
      });
      return [projection.document, ref];
    }),
  );
  return {
    document,
    /** Names of the fields that show a rank, whichever read model of the document is asked. */
    rankFieldsOf: ({ document: shown }: Projection): readonly string[] =>
      projections
        .filter(({ document: of }) => of === shown)
        .flatMap(({ indexes }) => ranksOf(indexes).map(({ field }) => field)),
    /** By its document: what is searched is shown as the documents it was made of. */
    of: ({ name, document: shown }: Projection) => {
      const ref = refs.get(shown);
      if (!ref) throw new SlipstreamError('BAD_DEFINITION', `Read model ${name} is not shown.`);
      return ref;
    },
  };
}

/** Facts of another stream may be missing (it may not be there), so what is embedded may be null. */
export function documentMembers({ document }: Pick<Projection, 'document'>): readonly Member[] {
  const { name, fields } = document;
  return Object.entries(fields).flatMap(([field, of]) => {
    if (field === 'id' || field === 'version') {
      throw new SlipstreamError('BAD_DEFINITION', `${name}.${field} is the engine's: every document has it.`);
    }
    const place = { side: 'output', where: `${name}.${field}` } as const;
    if (!isEmbed(of)) {
      if (isHidden(of)) return [];
      const own = { field, ...slotOf(of, place) };
      return [ruleOfField(document, field) ? { ...own, nullable: true } : own];
    }
    const slot = slotOf(of.value, place);
    const { shape } = slot;
    // A copy is a type of its own, so that an old copy never overwrites a fresher entity in a client's cache.
    const isCopy = of.pick === undefined && shape.kind === 'object';
    const description = embeddedText(of, slot);
    return {
      ...slot,
      field,
      nullable: true,
      description,
      shape: isCopy ? { ...shape, name: undefined } : shape,
    };
  });
}

/** What the author says of the field, else of the fact that it shows. */
function embeddedText({ by }: Embed, { description, shape }: Slot): string | undefined {
  const own = description ?? (shape.kind === 'object' ? shape.description : undefined);
  return own && `${own} As it stands now; null if \`${by}\` names none.`;
}

interface DocumentQuery {
  readonly projection: Projection;
  /** Name of the argument with the id. */
  readonly by: string;
  readonly consistency: ConsistencyRef;
}

export function addDocumentQuery(
  builder: Builder,
  types: DocumentTypes,
  { projection, by, consistency }: DocumentQuery,
): void {
  const { name, document } = projection;
  builder.queryField(name, (t) =>
    t.field({
      type: types.of(projection),
      nullable: true,
      description: `One ${document.name}; null if it does not exist at what was asked for.`,
      args: {
        [by]: t.arg.id({ required: true, description: `The \`id\` of the ${document.name}.` }),
        minVersion: t.arg.int({ description: TEXTS.minVersion }),
        consistency: t.arg({ type: consistency, description: TEXTS.consistency }),
      },
      resolve: (root, args, context) => {
        const id: unknown = Reflect.get(args, by);
        return readDocument(context, projection, {
          readModel: name,
          // GraphQL has made it a text.
          id: typeof id === 'string' ? id : '',
          ...freshness(root, args, context),
        });
      },
    }),
  );
}

function freshness(
  root: QueryRoot | undefined,
  args: ConsistencyArguments,
  { session, allowance }: RequestContext,
) {
  return freshnessOf(args, root?.after ?? session.after, allowance.wait);
}

/** What the caller may read of a document; null as well if it may not. */
export async function readDocument(
  context: RequestContext,
  { document: definition }: Pick<Projection, 'document'>,
  request: ReadRequest,
): Promise<ShownDocument | null> {
  const { caller, services, folds, session } = context;
  const readable = readableBy(caller, definition);
  const budgeted = readable ? { ...request, folds, readable } : { ...request, folds };
  const { document, token } = await services.reads.read(budgeted);
  session.saw(token);
  const show = document && shownTo(caller, definition);
  return show ? show(document) : document;
}
