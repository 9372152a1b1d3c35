// Types of a rebuild as operators see it: how far it is, and what it found to differ.
import type { Difference, RebuildReport } from '../../../model/operations.ts';
import type { CountedExtensions } from '../../admission/count-operation.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { Builder } from '../builder.ts';
import { operationsOf } from './service.ts';

const differences = { most: [LIMITS.entriesPerPage] } satisfies CountedExtensions;

const differenceType = (builder: Builder) =>
  builder.objectRef<Difference>('OperationsDifference').implement({
    description: 'A document that the generation filled beside has otherwise than the live one.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Of the document.' }),
      kind: t.field({
        type: builder.enumType('OperationsDifferenceKind', {
          description: 'In what two generations differ.',
          values: {
            MISSING_IN_LIVE: { description: 'Readers do not see it yet.' },
            MISSING_IN_NEXT: { description: 'Readers would no longer see it.' },
            OTHER: { description: 'Both have it, each in another form.' },
          },
        }),
        description: 'In what they differ.',
        resolve: ({ kind }) => kind,
      }),
      live: t.expose('live', { type: 'OperationsJson', nullable: true, description: 'As readers see it.' }),
      next: t.expose('next', {
        type: 'OperationsJson',
        nullable: true,
        description: 'As they would see it.',
      }),
    }),
  });

export function rebuildType(builder: Builder) {
  const state = builder.enumType('OperationsRebuildState', {
    description: 'How far a rebuild is.',
    values: {
      FILLING: { description: 'A generation is filled beside the live one.' },
      COMPARING: { description: 'The two are compared.' },
      WAITING_FOR_APPROVAL: { description: 'They differ: switch, or abort.' },
      SWITCHING: { description: 'Lane after lane is switched to it.' },
      SWITCHED: { description: 'Readers see the new generation.' },
      ABORTED: { description: 'The new generation was given up.' },
    },
  });
  const difference = differenceType(builder);
  return builder.objectRef<RebuildReport>('OperationsRebuild').implement({
    description: 'A rebuild that is under way, or the last one.',
    fields: (t) => ({
      projection: t.exposeString('projection', { description: 'What is rebuilt.' }),
      state: t.expose('state', { type: state, description: 'How far it is.' }),
      generation: t.exposeID('generation', { description: 'The one that is filled.' }),
      startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it was begun.' }),
      by: t.exposeString('by', { description: 'Who has begun it.' }),
      position: t.exposeID('position', { description: 'Up to here all events are folded.' }),
      head: t.exposeID('head', { description: 'Position of the newest event.' }),
      eventsPerSecond: t.exposeFloat('eventsPerSecond', {
        nullable: true,
        description: 'Null if nobody knows.',
      }),
      remainingMs: t.exposeFloat('remainingMs', {
        nullable: true,
        description: 'Until it has caught up, in milliseconds; null if nobody knows.',
      }),
      compared: t.exposeInt('compared', { description: 'Documents that were compared.' }),
      differences: t.exposeInt('differences', { description: 'How many of them differ.' }),
      note: t.string({
        nullable: true,
        description: 'Why it was aborted, if not by an operator.',
        resolve: ({ note }) => note,
      }),
      differing: t.field({
        type: [difference],
        nullable: true,
        extensions: differences,
        description: 'The first ones that differ.',
        resolve: async ({ projection }, _args, context) => [
          ...(await operationsOf(context).differences(projection)),
        ],
      }),
    }),
  });
}
