// Type of a document as operators have it explained: what is stored, what the events give, and each step to it.
import type { ExplainedDocument, ExplainedStep } from '../../../model/operations.ts';
import type { Builder } from '../builder.ts';
import type { deadLetterTypes } from './dead-letter-types.ts';
import type { effectType } from './fold-type.ts';
import type { ProjectionTypes } from './projection-types.ts';
import type { RecordTypes } from './record-types.ts';

interface Parts {
  readonly event: RecordTypes['event'];
  readonly lane: ProjectionTypes['lane'];
  readonly effect: ReturnType<typeof effectType>;
  readonly deadLetter: ReturnType<typeof deadLetterTypes>['deadLetter'];
}

export function explainedType(builder: Builder, { event, lane, deadLetter, effect }: Parts) {
  const step = stepType(builder, { event, effect });
  const form = builder.objectRef<NonNullable<ExplainedDocument['stored']>>('OperationsDocument').implement({
    description: 'A form of a document.',
    fields: (t) => ({
      version: t.exposeInt('version', { description: 'Of the document.' }),
      position: t.exposeID('position', { description: 'Of the last event that is folded in.' }),
      body: t.expose('body', {
        ...{ type: 'OperationsJson', nullable: true },
        description: 'Null if it was removed, or where payloads are hidden.',
      }),
    }),
  });
  return builder.objectRef<ExplainedDocument>('OperationsExplainedDocument').implement({
    description: 'A document, and the events that made it.',
    fields: (t) => ({
      readModel: t.exposeString('readModel', { description: 'Name of the projection.' }),
      id: t.exposeID('id', { description: 'Of the document.' }),
      stored: t.expose('stored', { type: form, nullable: true, description: 'As readers see it.' }),
      folded: t.expose('folded', {
        type: form,
        nullable: true,
        description: 'As the store of events gives it now.',
      }),
      isSame: t.exposeBoolean('isSame', {
        description: 'Whether the stored one is what the events up to where its lane is give, byte for byte.',
      }),
      parked: t.expose('parked', { type: deadLetter, nullable: true, description: 'If it is parked.' }),
      lane: t.expose('lane', { type: lane, description: 'The lane it lies in.' }),
      steps: t.field({
        ...{ type: [step], description: 'The last ones, in the order of their positions.' },
        resolve: ({ steps }) => [...steps],
      }),
    }),
  });
}

const stepType = (builder: Builder, { event, effect }: Pick<Parts, 'event' | 'effect'>) =>
  builder.objectRef<ExplainedStep>('OperationsStep').implement({
    description: 'What one event made of a document.',
    fields: (t) => ({
      event: t.expose('event', { type: event, description: 'The event.' }),
      effect: t.expose('effect', { type: effect, description: 'What it is to the document.' }),
      before: t.expose('before', {
        type: 'OperationsJson',
        nullable: true,
        description: 'The document before it.',
      }),
      after: t.expose('after', {
        type: 'OperationsJson',
        nullable: true,
        description: 'The document after it.',
      }),
      error: t.exposeString('error', { nullable: true, description: 'Why it can not be folded.' }),
    }),
  });
