// Fields of `operations` that look one thing up: a document explained, a command and what it led to, a redrive that is tried.
import { LIMITS } from '../../../model/limits.ts';
import type { CountedExtensions } from '../../admission/count-operation.ts';
import type { OperationsFields, OperationsTypes } from './operations-types.ts';

/** As operations are counted. */
const few = { most: [2] } satisfies CountedExtensions;

export const lookFields = (types: OperationsTypes, t: OperationsFields) => ({
  tryDeadLetter: t.field({
    ...{ type: types.tried, nullable: true },
    description: 'What a redrive would give, and nothing is stored; null if it is not parked.',
    args: { id: t.arg.id({ required: true, description: 'Of the dead letter.' }) },
    resolve: (service, { id }) => service.tryDeadLetter(id),
  }),
  command: t.field({
    ...{ type: [types.trail], nullable: true, extensions: few },
    description: 'A command and what it led to: one for each principal that has sent one of this id.',
    args: { id: t.arg.id({ required: true, description: 'Of the command.' }) },
    resolve: async (service, { id }) => [...(await service.command(id))],
  }),
  explain: t.field({
    ...{ type: types.explained, nullable: true },
    description: 'A document, and the events that made it; null if there is no such read model.',
    args: {
      readModel: t.arg.string({ required: true, description: 'Name of the projection, such as `order`.' }),
      id: t.arg.id({ required: true, description: 'Of the document.' }),
      steps: t.arg.int({
        ...{ required: true, defaultValue: 50 },
        description: `How many of the last steps, from 1 to ${LIMITS.stepsExplained}.`,
      }),
    },
    resolve: (service, { readModel, id, steps }) => service.explain(readModel, id, steps),
  }),
  folds: t.field({
    ...{ type: [types.fold], nullable: true },
    description: 'What all read models make of an event, and what readers see of that now.',
    args: { position: t.arg.id({ required: true, description: 'Of the event.' }) },
    resolve: async (service, { position }) => [...(await service.folds(position))],
  }),
  contendedStreams: t.field({
    ...{ type: [types.stream], nullable: true },
    description: 'Entities of the newest commands, those with most conflicts first.',
    args: {
      first: t.arg.int({
        ...{ required: true, defaultValue: 20 },
        description: `How many, from 1 to ${LIMITS.entriesPerPage}.`,
      }),
    },
    resolve: async (service, { first }) => [...(await service.contendedStreams(first))],
  }),
});
