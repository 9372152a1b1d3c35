// Types of projections as operators see them: their lanes, generations, pauses and rebuilds.
import type { LaneTrouble } from '../../../model/lane-health.ts';
import type {
  GenerationReport,
  LagPoint,
  LaneReport,
  PauseReport,
  ProcessReport,
  ProjectionReport,
} from '../../../model/operations.ts';
import type { CountedExtensions } from '../../admission/count-operation.ts';
import type { Builder } from '../builder.ts';
import { rebuildType } from './rebuild-types.ts';
import { operationsOf } from './service.ts';

export type ProjectionTypes = ReturnType<typeof projectionTypes>;

/** Of one projection, as operations are counted: those that are there are few. */
const lanes = { most: [16] } satisfies CountedExtensions;
const generations = { most: [4] } satisfies CountedExtensions;
const points = { most: [120] } satisfies CountedExtensions;
const roles = { most: [2] } satisfies CountedExtensions;

export function projectionTypes(builder: Builder) {
  const state = builder.enumType('OperationsProjectionState', {
    description: 'How a projection, or one lane of it, is.',
    values: {
      LIVE: { description: 'It follows the events.' },
      FILLING: { description: 'It is filled for the first time: readers get REBUILDING.' },
      PAUSED: { description: 'An operator has paused it.' },
      STOPPED: { description: 'It waits before an event that it can not fold.' },
      UNSERVED: { description: 'It is behind, and no worker has a hand on it.' },
    },
  });
  const lane = laneType(builder, state);
  const rebuild = rebuildType(builder);
  const projection = projectionType(builder, { state, lane, rebuild });
  return { state, lane, rebuild, projection, process: processType(builder) };
}

type StateRef = ReturnType<Builder['enumType']>;

const troubleType = (builder: Builder) =>
  builder.objectRef<LaneTrouble>('OperationsLaneTrouble').implement({
    description: 'Why a lane does not go on.',
    fields: (t) => ({
      position: t.exposeID('position', { description: 'Of the event it stands before.' }),
      eventId: t.exposeID('eventId', { description: 'Of that event.' }),
      type: t.exposeString('type', { description: 'Of that event.' }),
      reason: t.exposeString('reason', { description: 'Code of the error.' }),
      at: t.expose('at', { type: 'DateTime', description: "When it was said last, by the worker's clock." }),
    }),
  });

function laneType(builder: Builder, state: StateRef) {
  const trouble = troubleType(builder);
  return builder.objectRef<LaneReport>('OperationsLane').implement({
    description: 'A fixed share of the documents of a projection.',
    fields: (t) => ({
      lane: t.exposeString('lane', { description: 'Its name: that of the projection and its number.' }),
      state: t.field({ type: state, description: 'How it is.', resolve: (lane) => lane.state }),
      position: t.exposeID('position', {
        description: 'Up to here all events are folded; 0 before the first.',
      }),
      lagEvents: t.exposeInt('lagEvents', { description: 'Events from there to the head.' }),
      lagMs: t.exposeFloat('lagMs', {
        description: 'Age of the oldest event that is not folded, in milliseconds; 0 if there is none.',
      }),
      worker: t.exposeString('worker', {
        nullable: true,
        description:
          '`host:pid` of a worker that is there and serves it: the one that moved it last, if that is one of them.',
      }),
      trouble: t.expose('trouble', { type: trouble, nullable: true, description: 'Why it does not go on.' }),
    }),
  });
}

const generationType = (builder: Builder) =>
  builder.objectRef<GenerationReport>('OperationsGeneration').implement({
    description: 'A whole read model of one version of the code.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Of the generation.' }),
      role: t.field({
        type: builder.enumType('OperationsGenerationRole', {
          description: 'What a generation is to readers.',
          values: {
            LIVE: { description: 'The one they see.' },
            NEXT: { description: 'It is filled beside, to take its place.' },
            REPLACED: { description: 'It is kept for a while, so that a switch can be undone.' },
          },
        }),
        description: 'What it is to readers.',
        resolve: ({ role }) => (({ live: 'LIVE', next: 'NEXT', replaced: 'REPLACED' }) as const)[role],
      }),
      version: t.exposeInt('version', { description: 'Declared version of the code that folds it.' }),
      isOfThisCode: t.exposeBoolean('isOfThisCode', {
        description: 'Whether the code of this API would write it.',
      }),
      position: t.exposeID('position', { description: 'The lowest of its lanes.' }),
      progress: t.exposeFloat('progress', { description: 'From 0 to 1, of the head.' }),
      parked: t.exposeInt('parked', { description: 'Documents that are parked in it.' }),
    }),
  });

const pauseType = (builder: Builder) =>
  builder.objectRef<PauseReport>('OperationsPause').implement({
    description: 'Who has paused a projection.',
    fields: (t) => ({
      by: t.exposeString('by', { description: 'The operator.' }),
      reason: t.exposeString('reason', { description: 'Why; empty if none was given.' }),
      at: t.expose('at', { type: 'DateTime', description: 'Since when.' }),
    }),
  });

const lagPointType = (builder: Builder) =>
  builder.objectRef<LagPoint>('OperationsLagPoint').implement({
    description: 'The lag of a projection in half a minute.',
    fields: (t) => ({
      at: t.expose('at', { type: 'DateTime', description: 'When the half minute began.' }),
      lagMs: t.exposeFloat('lagMs', { description: 'The most that was seen in it, in milliseconds.' }),
    }),
  });

interface Parts {
  readonly state: StateRef;
  readonly lane: ReturnType<typeof laneType>;
  readonly rebuild: ReturnType<typeof rebuildType>;
}

function projectionType(builder: Builder, { state, lane, rebuild }: Parts) {
  const [generation, pause, point] = [generationType(builder), pauseType(builder), lagPointType(builder)];
  return builder.objectRef<ProjectionReport>('OperationsProjection').implement({
    description: 'A projection, as it is now.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'That of its read model.' }),
      state: t.field({ type: state, description: 'The worst of its lanes.', resolve: (one) => one.state }),
      version: t.exposeInt('version', { description: 'Declared by the code of this API.' }),
      generations: t.field({
        ...{ type: [generation], extensions: generations, description: 'The live one, and those beside it.' },
        resolve: (one) => [...one.generations],
      }),
      head: t.exposeID('head', { description: 'Position of the newest event of the store.' }),
      position: t.exposeID('position', { description: 'The lowest of its lanes.' }),
      lagEvents: t.exposeInt('lagEvents', { description: 'The most of its lanes.' }),
      lagMs: t.exposeFloat('lagMs', { description: 'The most of its lanes, in milliseconds.' }),
      lagHistory: t.field({
        ...{ type: [point], extensions: points },
        description: 'Of the last hour, as the API that answers has seen it, oldest first.',
        resolve: ({ name }, _args, context) => [...operationsOf(context).lagHistory(name)],
      }),
      lastUpdatedAt: t.expose('lastUpdatedAt', {
        ...{ type: 'DateTime', nullable: true },
        description: 'When a lane was moved last; null if nobody knows.',
      }),
      lanes: t.field({
        ...{ type: [lane], extensions: lanes, description: 'In the order of their numbers.' },
        resolve: (one) => [...one.lanes],
      }),
      parked: t.exposeInt('parked', { description: 'Documents that an event could not be folded into.' }),
      oldestParkedAt: t.expose('oldestParkedAt', {
        ...{ type: 'DateTime', nullable: true },
        description: 'When the event of the one that is parked longest was stored.',
      }),
      paused: t.expose('paused', { type: pause, nullable: true, description: 'Null if it is not paused.' }),
      rebuild: t.expose('rebuild', {
        ...{ type: rebuild, nullable: true },
        description: 'The one that is under way, or the last one.',
      }),
    }),
  });
}

const processType = (builder: Builder) =>
  builder.objectRef<ProcessReport>('OperationsProcess').implement({
    description: 'A process that is there.',
    fields: (t) => ({
      name: t.exposeString('name', { description: '`host:pid`' }),
      roles: t.field({
        ...{ type: ['String'], extensions: roles, description: '`api`, `worker`' },
        resolve: (one) => [...one.roles],
      }),
      startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it was started.' }),
      lastSeenAt: t.expose('lastSeenAt', { type: 'DateTime', description: 'When it said so last.' }),
      version: t.exposeString('version', { description: 'Of the package it runs.' }),
    }),
  });
