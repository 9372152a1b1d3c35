// Types of what events are to documents: the effect, and the folds of one event by all read models.
import type { FoldReport } from '../../../model/operations.ts';
import type { Builder } from '../builder.ts';

export const effectType = (builder: Builder) =>
  builder.enumType('OperationsEffect', {
    description: 'What an event is to a document.',
    values: {
      FOLDED: { description: 'It is folded in.' },
      MOVED: { description: 'It moves the version only.' },
      REFERENCE: { description: 'It is of another stream that the document shows.' },
      FAILED: { description: 'It can not be folded: the document is parked here.' },
      DISCARDED: { description: 'An operator has skipped it for this document.' },
    },
  });

export const foldType = (builder: Builder, effect: ReturnType<typeof effectType>) =>
  builder.objectRef<FoldReport>('OperationsFold').implement({
    description: 'What a read model makes of an event.',
    fields: (t) => ({
      readModel: t.exposeString('readModel', { description: 'Name of the projection.' }),
      id: t.exposeID('id', {
        nullable: true,
        description: 'Of the document; null for all that show the stream of the event.',
      }),
      effect: t.expose('effect', { type: effect, description: 'What it is to the document.' }),
      version: t.exposeInt('version', {
        nullable: true,
        description: 'Of the document as readers see it now; null if there is none, or if it is several.',
      }),
      isReached: t.exposeBoolean('isReached', {
        description: 'Whether its lane has come to the event: readers see what it has made.',
      }),
      isParked: t.exposeBoolean('isParked', { description: 'Whether the document is parked.' }),
    }),
  });
