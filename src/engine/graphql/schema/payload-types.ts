// Payload types of accepted commands: the receipt, the entity at this write, and everything else at this write.
import type { ObjectRef } from '@pothos/core';
import type { Projection } from '../../definitions/projection.ts';
import type { Builder, QueryRoot, SchemaTypes } from './builder.ts';
import { readDocument, type DocumentTypes } from '../../shapes/document/schema.ts';
import { camelCase, pascalCase } from './names.ts';
import { LIMITS } from '../../model/limits.ts';
import type { Receipt } from '../../model/outcome.ts';

export interface Accepted {
  readonly receipt: Receipt;
}
export type PayloadRef = ObjectRef<SchemaTypes, Accepted>;

const WAIT = `Milliseconds to wait for the read model, at most ${LIMITS.maxWaitMs}.`;

/** @returns makes the payload type of a command that shows documents of a projection. */
export function addPayloads(
  builder: Builder,
  query: ObjectRef<SchemaTypes, QueryRoot>,
  documents: DocumentTypes,
) {
  const receipt = builder.objectRef<Receipt>('CommandReceipt').implement({
    description: 'What is stored of an accepted command.',
    fields: (t) => ({
      commandId: t.exposeID('commandId', { description: 'Send it again to ask for this outcome again.' }),
      streamId: t.exposeID('streamId', { description: 'Id of what was changed.' }),
      version: t.exposeInt('version', { description: 'Version of what was changed, after the command.' }),
      token: t.expose('token', { type: 'ConsistencyToken', description: 'Reads after this see the write.' }),
      replayed: t.exposeBoolean('replayed', { description: 'The command had been accepted before.' }),
    }),
  });
  return (command: string, projection: Projection): PayloadRef =>
    builder.objectRef<Accepted>(`${pascalCase(command)}Payload`).implement({
      description: `\`${command}\` is accepted: its events are stored, and what is read below sees them.`,
      fields: (t) => ({
        receipt: t.expose('receipt', {
          type: receipt,
          description: 'What was written, and the token to read it.',
        }),
        [camelCase(projection.document.name)]: t.field({
          type: documents.of(projection),
          nullable: true,
          description: `The ${projection.document.name} at this write: waits for the read model, then folds the events. Null if there is none.`,
          args: { maxWaitMs: t.arg.int({ defaultValue: LIMITS.sessionWaitMs, description: WAIT }) },
          resolve: ({ receipt: { streamId, token } }, { maxWaitMs }, context) =>
            readDocument(context, projection, {
              readModel: projection.name,
              id: streamId,
              after: token,
              maxWaitMs: maxWaitMs ?? LIMITS.sessionWaitMs,
              ifBehind: 'WRITE_MODEL',
            }),
        }),
        query: t.field({
          type: query,
          description: 'Everything else, at this write.',
          resolve: ({ receipt: { token } }) => ({ after: token }),
        }),
      }),
    });
}
