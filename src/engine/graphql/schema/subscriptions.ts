// Subscriptions: many documents on one stream of updates, and a typed form per read model. An update carries what is
// selected below it, so nothing below the root reads anything but the lists that are shown with a document.
import type { GraphQLResolveInfo } from 'graphql';
import type { Projection } from '../../definitions/projection.ts';
import type { Caller } from '../../model/caller.ts';
import { LIMITS } from '../../model/limits.ts';
import type { FollowedDocument, ProjectionUpdate, SubscribeRequest } from '../../model/services.ts';
import type { RequestContext } from '../context.ts';
import type { Builder } from './builder.ts';
import type { ShownProjection, TypedSubscription } from './declarations.ts';
import { TEXTS } from './descriptions.ts';
import { readableBy, shownTo } from '../../shapes/document/guard.ts';
import type { DocumentTypes } from '../../shapes/document/schema.ts';
import { endWithConnection } from './end-with-connection.ts';
import { resumeTokensOf, type ResumeTokens } from '../resume.ts';
import type { ResumableEvent } from '../subscribe-operation.ts';
import { enumName } from '../../model/enum-name.ts';
import { withArticle } from '../../model/with-article.ts';
import { selectsField } from './selects-field.ts';
import { updateFields, type ReadModelRef, type UpdatedDocument } from './update-fields.ts';

interface ShownUpdates {
  readonly projections: readonly Projection[];
  readonly typed: readonly TypedSubscription[];
  readonly documents: readonly ShownProjection[];
}

interface Following {
  readonly documents: readonly FollowedDocument[];
  readonly since: string | null | undefined;
  readonly rights: Rights;
}

/** What a caller gets of updates of these read models. */
type Rights = (
  caller: Caller,
  readModels: ReadonlySet<string>,
) => Pick<SubscribeRequest, 'readableOf'> & {
  readonly shown: (update: ProjectionUpdate) => ProjectionUpdate;
};

interface Shown {
  readonly readModel: ReadModelRef;
  readonly rights: Rights;
}

const ALL_RIGHTS: ReturnType<Rights> = { shown: (update) => update };

function rightsOf(projections: readonly Projection[]): Rights {
  const definitions = new Map(projections.map(({ name, document }) => [name, document]));
  return (caller, readModels) => {
    if (caller.isTrusted) return ALL_RIGHTS;
    // Kept as long as the subscription, of which there may be many.
    const followed = [...definitions].filter(([name]) => readModels.has(name));
    const rules = new Map(followed.map(([name, of]) => [name, readableBy(caller, of)]));
    const shows = new Map(followed.map(([name, of]) => [name, shownTo(caller, of)]));
    return {
      readableOf: (name) => rules.get(name),
      shown: (update) => {
        const show = update.document && shows.get(update.readModel);
        return update.document && show ? { ...update, document: show(update.document) } : update;
      },
    };
  };
}

const SINCE = 'Begins with what is newer than this; with the next change if neither is given.';

export function addSubscriptions(builder: Builder, types: DocumentTypes, shown: ShownUpdates): void {
  const readModel = builder.enumType('ReadModel', {
    description: 'The read models whose documents can be followed.',
    values: Object.fromEntries(
      shown.projections.map(({ name, document }) => {
        const description = `Its documents are of type ${document.name}.`;
        return [enumName(name), { value: name, description }] as const;
      }),
    ),
  });
  builder.subscriptionType({
    description: 'Updates of what can be read, over Server-Sent Events or a WebSocket.',
  });
  const rights = rightsOf(shown.projections);
  addProjectionUpdated(builder, types, { readModel, rights });
  for (const typed of shown.typed) {
    const { only } = shown.documents.find(({ projection }) => projection === typed.projection) ?? {};
    addTyped(builder, types.of(typed.projection), { ...typed, readModel, rights, only: only?.id });
  }
}

function addProjectionUpdated(builder: Builder, types: DocumentTypes, { readModel, rights }: Shown): void {
  const update = builder.objectRef<ProjectionUpdate>('ProjectionUpdate').implement({
    description: 'A version of a document that has just become readable.',
    fields: updateFields(readModel, types.document),
  });
  const documentRef = builder.inputType('DocumentRefInput', {
    description: 'A document to follow, and what you have of it.',
    fields: (t) => ({
      readModel: t.field({ type: readModel, required: true, description: 'The one it is of.' }),
      id: t.id({ required: true, description: TEXTS.followedId }),
      sinceVersion: t.int({ description: 'Begins at once if the document is newer than this.' }),
    }),
  });
  builder.subscriptionField('projectionUpdated', (t) =>
    t.field({
      type: update,
      description: `Follows at most ${LIMITS.documentsPerSubscription} documents.`,
      args: {
        documents: t.arg({
          type: [documentRef],
          required: true,
          description: 'One that is named twice is followed once.',
        }),
        since: t.arg({ type: 'ConsistencyToken', description: SINCE }),
      },
      subscribe: (...[, { documents, since }, context, info]) =>
        follow(context, info, { documents: documents.map(followed), since, rights }),
      resolve: (one) => one,
    }),
  );
}

function addTyped(
  builder: Builder,
  document: UpdatedDocument,
  {
    name,
    projection,
    readModel,
    rights,
    only,
  }: TypedSubscription & Shown & { readonly only: string | undefined },
): void {
  const update = builder.objectRef<ProjectionUpdate>(`${projection.document.name}Update`).implement({
    description: `A version of ${withArticle(projection.document.name)} that has just become readable.`,
    fields: updateFields(readModel, document),
  });
  builder.subscriptionField(name, (t) =>
    t.field({
      type: update,
      description: `Follows one ${projection.document.name}: each change, or the newest if you are slower than the changes.`,
      args: {
        ...(only === undefined ? { id: t.arg.id({ required: true, description: TEXTS.followedId }) } : {}),
        sinceVersion: t.arg.int({ description: SINCE }),
        since: t.arg({ type: 'ConsistencyToken', description: SINCE }),
      },
      subscribe: (...[, { since, ...args }, context, info]) => {
        const one = { ...args, ...(only === undefined ? {} : { id: only }), readModel: projection.name };
        return follow(context, info, { documents: [followed(one)], since, rights });
      },
      resolve: (one) => one,
    }),
  );
}

type DocumentRef = Omit<FollowedDocument, 'sinceVersion'> & {
  readonly sinceVersion?: number | null | undefined;
};

function followed({ readModel, id, sinceVersion }: DocumentRef): FollowedDocument {
  return { readModel, id, ...(sinceVersion === undefined || sinceVersion === null ? {} : { sinceVersion }) };
}

async function follow(
  context: RequestContext,
  info: GraphQLResolveInfo,
  { documents, since, rights }: Following,
) {
  const { readableOf, shown } = rights(context.caller, new Set(documents.map(({ readModel }) => readModel)));
  const resume = resumeTokensOf(context.session);
  const updates = await context.services.subscriptions.subscribe({
    documents: resume ? documents.map((document) => resumed(document, resume)) : documents,
    ...(since === undefined || since === null ? {} : { since }),
    ...(resume ? { resumes: true } : {}),
    withDocuments: selectsField(info, 'document'),
    ...(readableOf ? { readableOf } : {}),
  });
  return endWithConnection(updates, context, (update) => resumable(shown(update)));
}

/** The name of a document in what a client sends to come back. */
const resumeKeyOf = ({ readModel, id }: Pick<FollowedDocument, 'readModel' | 'id'>) =>
  `${enumName(readModel)}/${id}`;

function resumed(document: FollowedDocument, resume: ResumeTokens): FollowedDocument {
  const resumeAfter = resume.get(resumeKeyOf(document));
  return resumeAfter === undefined ? document : { ...document, resumeAfter };
}

function resumable(update: ProjectionUpdate): ProjectionUpdate & ResumableEvent {
  const { version, token, eventTypes, projectedAt, coalesced } = update;
  const resumeKey = resumeKeyOf(update);
  const sameAs = [resumeKey, version, token, coalesced, projectedAt, ...eventTypes].join(' ');
  return { ...update, resumeKey, sameAs };
}
