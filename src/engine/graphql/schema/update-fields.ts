// The fields of an update: the same for every read model, but for the type of its document.
import type { EnumRef, InterfaceRef, ObjectFieldBuilder, ObjectRef } from '@pothos/core';
import type { ProjectionUpdate } from '../../model/services.ts';
import type { SchemaTypes } from './builder.ts';
import type { DocumentSource } from './documents.ts';

export type ReadModelRef = EnumRef<SchemaTypes, string>;
export type UpdatedDocument =
  InterfaceRef<SchemaTypes, DocumentSource> | ObjectRef<SchemaTypes, DocumentSource>;

export function updateFields(readModel: ReadModelRef, document: UpdatedDocument) {
  return (t: ObjectFieldBuilder<SchemaTypes, ProjectionUpdate>) => ({
    readModel: t.expose('readModel', { type: readModel }),
    id: t.exposeID('id'),
    version: t.exposeInt('version'),
    token: t.expose('token', { type: 'ConsistencyToken', description: 'Reads after this see the update.' }),
    eventTypes: t.exposeStringList('eventTypes', { description: 'Of the events that changed it.' }),
    projectedAt: t.expose('projectedAt', { type: 'DateTime' }),
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
