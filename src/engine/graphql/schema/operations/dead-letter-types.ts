// Types of parked documents as operators see them, and of what a redrive would give.
import type { DeadLetter, DeadLetterGroup, TriedDeadLetter } from '../../../model/operations.ts';
import type { Builder } from '../builder.ts';
import type { RecordTypes } from './record-types.ts';

const DOCUMENT =
  'As readers that take stale ones see it; null if there never was one, or where payloads are hidden.';

interface Failed {
  readonly code: string;
  readonly message: string;
  readonly stack?: string | undefined;
}

export function deadLetterTypes(builder: Builder, { event }: Pick<RecordTypes, 'event'>) {
  const error = builder.objectRef<Failed>('OperationsFoldError').implement({
    description: 'What a fold has thrown.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'For programs.' }),
      message: t.exposeString('message', { description: 'For people.' }),
      stack: t.exposeString('stack', { nullable: true, description: 'Where it was thrown.' }),
    }),
  });
  const deadLetter = builder.objectRef<DeadLetter>('OperationsDeadLetter').implement({
    description: 'A document that an event could not be folded into; its later events wait behind it.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Read model and id of the document, with a slash between.' }),
      projection: t.exposeString('projection', { description: 'Whose document it is.' }),
      documentId: t.exposeID('documentId', { description: 'Of the document.' }),
      group: t.exposeString('group', {
        description: 'Alike for the same error of the same event type in the same projection.',
      }),
      event: t.expose('event', { type: event, description: 'The first event that could not be folded.' }),
      error: t.expose('error', { type: error, description: 'Why it could not.' }),
      codeVersion: t.exposeInt('codeVersion', {
        description: 'Declared version of the code that could not.',
      }),
      followers: t.exposeInt('followers', {
        description: 'Later events of the document that wait behind it.',
      }),
      version: t.exposeInt('version', { description: 'Of the document before it.' }),
      document: t.expose('document', { type: 'OperationsJson', nullable: true, description: DOCUMENT }),
    }),
  });
  return {
    deadLetter,
    group: groupType(builder),
    tried: builder.objectRef<TriedDeadLetter>('OperationsTriedDeadLetter').implement({
      description: 'What a redrive would give; nothing is stored.',
      fields: (t) => ({
        deadLetter: t.expose('deadLetter', { type: deadLetter, description: 'As it is parked.' }),
        document: t.expose('document', {
          ...{ type: 'OperationsJson', nullable: true },
          description: 'What it would become; null if it would stay parked.',
        }),
        version: t.exposeInt('version', { description: 'What its version would become.' }),
        error: t.expose('error', {
          ...{ type: error, nullable: true },
          description: 'Why it would stay parked; null if it would not.',
        }),
      }),
    }),
  };
}

const groupType = (builder: Builder) =>
  builder.objectRef<DeadLetterGroup>('OperationsDeadLetterGroup').implement({
    description: 'Parked documents of one projection with the same error of the same event type.',
    fields: (t) => ({
      group: t.exposeString('group', { description: 'Names it.' }),
      projection: t.exposeString('projection', { description: 'Whose documents they are.' }),
      eventType: t.exposeString('eventType', { description: 'Which events could not be folded.' }),
      code: t.exposeString('code', { description: 'Of the error.' }),
      message: t.exposeString('message', { description: 'Of the error, of one of them.' }),
      documents: t.exposeInt('documents', { description: 'How many are parked.' }),
      followers: t.exposeInt('followers', { description: 'Events that wait behind them.' }),
      oldestAt: t.expose('oldestAt', {
        type: 'DateTime',
        description: 'When the oldest of the events was stored.',
      }),
    }),
  });
