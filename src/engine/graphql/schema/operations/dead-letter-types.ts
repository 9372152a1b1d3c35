// Types of parked documents as operators see them, and of what a redrive would give.
import type { DeadLetter, DeadLetterGroup, TriedDeadLetter } from '../../../model/operations.ts';
import type { Builder } from '../builder.ts';
import type { RecordTypes } from './record-types.ts';

const DOCUMENT =
  'As readers that take stale ones see it; null if there never was one, or where payloads are hidden.';

const DEAD_LETTER =
  'A document that an event could not be folded into, or a stream of which a reaction could not answer one; later events wait behind it.';

interface Failed {
  readonly code: string;
  readonly message: string;
  readonly stack?: string | undefined;
}

export function deadLetterTypes(builder: Builder, records: Pick<RecordTypes, 'event'>) {
  const types = letterTypes(builder, records);
  return { deadLetter: types.deadLetter, group: groupType(builder), tried: triedType(builder, types) };
}

function letterTypes(builder: Builder, { event }: Pick<RecordTypes, 'event'>) {
  const error = builder.objectRef<Failed>('OperationsFoldError').implement({
    description: 'What a fold, or what answers an event, has thrown.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'For programs.' }),
      message: t.exposeString('message', { description: 'For people.' }),
      stack: t.exposeString('stack', { nullable: true, description: 'Where it was thrown.' }),
    }),
  });
  const deadLetter = builder.objectRef<DeadLetter>('OperationsDeadLetter').implement({
    description: DEAD_LETTER,
    fields: (t) => ({
      id: t.exposeID('id', {
        description:
          'Read model and id of the document, or `reaction:…` and the stream, with a slash between.',
      }),
      projection: t.exposeString('projection', {
        description: 'Whose document it is; `reaction:…` for a stream.',
      }),
      documentId: t.exposeID('documentId', { description: 'Of the document; `category/id` of a stream.' }),
      group: t.exposeString('group', {
        description: 'Alike for the same error of the same event type in the same projection.',
      }),
      event: t.expose('event', {
        type: event,
        description: 'The first event that could not be folded or answered.',
      }),
      error: t.expose('error', { type: error, description: 'Why it could not.' }),
      codeVersion: t.exposeInt('codeVersion', {
        description: 'Declared version of the code that could not.',
      }),
      followers: t.exposeInt('followers', {
        description: 'Later events of the document or stream that wait behind it.',
      }),
      version: t.exposeInt('version', { description: 'Of the document before it.' }),
      document: t.expose('document', { type: 'OperationsJson', nullable: true, description: DOCUMENT }),
    }),
  });
  return { deadLetter, error };
}

const triedType = (builder: Builder, { deadLetter, error }: ReturnType<typeof letterTypes>) =>
  builder.objectRef<TriedDeadLetter>('OperationsTriedDeadLetter').implement({
    description: 'What a redrive would give; nothing is stored.',
    fields: (t) => ({
      deadLetter: t.expose('deadLetter', { type: deadLetter, description: 'As it is parked.' }),
      document: t.expose('document', {
        ...{ type: 'OperationsJson', nullable: true },
        description: 'What it would become, or what a reaction would send; null if it would stay parked.',
      }),
      version: t.exposeInt('version', { description: 'What its version would become.' }),
      error: t.expose('error', {
        ...{ type: error, nullable: true },
        description: 'Why it would stay parked; null if it would not.',
      }),
    }),
  });

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
