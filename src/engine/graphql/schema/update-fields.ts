// The fields of an update: the same for every read model, but for the type of its document.
import type { EnumRef, InterfaceRef, ObjectFieldBuilder, ObjectRef } from '@pothos/core';
import type { ProjectionUpdate } from '../../model/services.ts';
import type { SchemaTypes } from './builder.ts';
import { TEXTS } from './descriptions.ts';
import type { DocumentSource } from '../../shapes/document/schema.ts';

export type ReadModelRef = EnumRef<SchemaTypes, string>;
export type UpdatedDocument =
  InterfaceRef<SchemaTypes, DocumentSource> | ObjectRef<SchemaTypes, DocumentSource>;

export function updateFields(readModel: ReadModelRef, document: UpdatedDocument) {
  return (t: ObjectFieldBuilder<SchemaTypes, ProjectionUpdate>) => ({
    readModel: t.expose('readModel', { type: readModel, description: 'The one that the document is of.' }),
    id: t.exposeID('id', { description: 'Of the document.' }),
    version: t.exposeInt('version', { description: 'The one that has become readable.' }),
    token: t.expose('token', { type: 'ConsistencyToken', description: TEXTS.token }),
    eventTypes: t.exposeStringList('eventTypes', {
      description:
        'Of the events that changed it; empty where the update tells what was there before it was followed.',
    }),
    projectedAt: t.expose('projectedAt', { type: 'DateTime', description: TEXTS.projectedAt }),
    coalesced: t.exposeInt('coalesced', {
      description:
        'Versions left out since the last one you were told of or had; or changes left out, if those are more.',
    }),
    document: t.field({
      type: document,
      nullable: true,
      description: 'Null if the document was removed.',
      resolve: (update): DocumentSource | null =>
        update.document && { ...update.document, after: update.token },
    }),
  });
}
