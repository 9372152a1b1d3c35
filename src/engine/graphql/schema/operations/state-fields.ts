// Fields of `operations` that say how things are now: projections, rebuilds, groups of parked documents, processes.
import type { CountedExtensions } from '../../admission/count-operation.ts';
import type { OperationsFields, OperationsTypes } from './operations-types.ts';

/** As operations are counted: those that are there are few. */
const few = { most: [32] } satisfies CountedExtensions;

export const stateFields = (types: OperationsTypes, t: OperationsFields) => ({
  wants: t.field({
    ...{ type: ['String'], nullable: true, extensions: few },
    description: 'What wants an operator, in sentences, the worst first; empty if nothing does.',
    resolve: async (service) => [...(await service.wants())],
  }),
  projections: t.field({
    ...{ type: [types.projection], nullable: true, extensions: few },
    description: 'All of them, as they are now.',
    resolve: async (service) => [...(await service.projections())],
  }),
  projection: t.field({
    ...{ type: types.projection, nullable: true, description: 'One of them; null if there is none.' },
    args: { name: t.arg.string({ required: true, description: 'That of its read model.' }) },
    resolve: async (service, { name }) =>
      (await service.projections()).find((projection) => projection.name === name),
  }),
  reactions: t.field({
    ...{ type: [types.projection], nullable: true, extensions: few },
    description: 'All of them, as they are now, by names such as `reaction:award`; they have no generations.',
    resolve: async (service) => [...(await service.reactions())],
  }),
  rebuilds: t.field({
    ...{ type: [types.rebuild], nullable: true, extensions: few },
    description: 'The last one of each projection.',
    resolve: async (service) => [...(await service.rebuilds())],
  }),
  deadLetterGroups: t.field({
    ...{ type: [types.group], nullable: true, description: 'Parked documents by what parked them.' },
    resolve: async (service) => [...(await service.deadLetterGroups())],
  }),
  subscriptions: t.field({
    ...{ type: [types.subscription], nullable: true },
    description: 'What clients follow at the process that answers, most followed first.',
    resolve: async (service) => [...(await service.subscriptions())],
  }),
  processes: t.field({
    ...{ type: [types.process], nullable: true, extensions: few },
    description: 'Processes that are there.',
    resolve: async (service) => [...(await service.processes())],
  }),
});
