// Types of what was stored, as operators see it: events, commands, what a command led to.
import type {
  CommandReport,
  CommandTrail,
  ContendedStream,
  EventReport,
} from '../../../model/operations-records.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { CountedExtensions } from '../../admission/count-operation.ts';
import type { Builder } from '../builder.ts';

export type RecordTypes = ReturnType<typeof recordTypes>;

const HIDDEN = 'Null where payloads are hidden; masked where they are masked.';
const eventsOfCommand = { most: [LIMITS.eventsPerCommand / 10] } satisfies CountedExtensions;
const consequencesShown = { most: [LIMITS.consequencesShown] } satisfies CountedExtensions;

export function recordTypes(builder: Builder) {
  const event = eventType(builder);
  const outcome = outcomeType(builder);
  const command = commandType(builder, outcome);
  return {
    event,
    outcome,
    command,
    trail: trailType(builder, { event, command }),
    stream: streamType(builder),
  };
}

const eventType = (builder: Builder) =>
  builder.objectRef<EventReport>('OperationsEvent').implement({
    description: 'An event as it is stored.',
    fields: (t) => ({
      position: t.exposeID('position', { description: 'Its place in the whole store, from 1 without gaps.' }),
      id: t.exposeID('id', { description: 'Of the event.' }),
      stream: t.exposeString('stream', { description: '`category/id`' }),
      version: t.exposeInt('version', { description: 'Its place in the stream.' }),
      type: t.exposeString('type', { description: 'Name of the event.' }),
      schemaVersion: t.exposeInt('schemaVersion', { description: 'Of its payload, as it was stored.' }),
      recordedAt: t.expose('recordedAt', {
        type: 'DateTime',
        description: "When it was stored, by the database's clock.",
      }),
      correlationId: t.exposeString('correlationId', {
        nullable: true,
        description: 'Of the request it belongs to.',
      }),
      causationId: t.exposeID('causationId', {
        nullable: true,
        description: 'Id of the command that caused it.',
      }),
      principal: t.exposeString('principal', { nullable: true, description: 'Who sent that command.' }),
      payload: t.expose('payload', { type: 'OperationsJson', nullable: true, description: HIDDEN }),
    }),
  });

const outcomeType = (builder: Builder) =>
  builder.enumType('OperationsCommandOutcome', {
    description: 'What became of a command.',
    values: {
      ACCEPTED: { description: 'Its events are stored.' },
      REJECTED: { description: 'It was refused, and nothing was changed.' },
    },
  });

function commandType(builder: Builder, outcome: ReturnType<typeof outcomeType>) {
  return builder.objectRef<CommandReport>('OperationsCommand').implement({
    description: 'A command as it is stored, with what became of it.',
    fields: (t) => ({
      id: t.exposeID('id', {
        description: 'Chosen by who sent it; others may have sent one of the same id.',
      }),
      type: t.exposeString('type', { description: 'Name of the command.' }),
      principal: t.exposeString('principal', { description: 'Who sent it.' }),
      outcome: t.expose('outcome', { type: outcome, description: 'What became of it.' }),
      streamId: t.exposeID('streamId', { description: 'Id of the entity it is about.' }),
      version: t.exposeInt('version', {
        nullable: true,
        description: 'Of the entity, after an accepted command.',
      }),
      position: t.exposeID('position', {
        nullable: true,
        description: 'Of the last event of an accepted command.',
      }),
      code: t.exposeString('code', { nullable: true, description: 'Why it was refused, for programs.' }),
      message: t.exposeString('message', { nullable: true, description: 'Why it was refused, for people.' }),
      correlationId: t.exposeString('correlationId', { description: 'Of the request it came with.' }),
      recordedAt: t.expose('recordedAt', {
        type: 'DateTime',
        description: "When it was stored, by the database's clock.",
      }),
      payload: t.expose('payload', { type: 'OperationsJson', nullable: true, description: HIDDEN }),
    }),
  });
}

type Consequence = CommandTrail['consequences'][number];

interface Shown {
  readonly event: ReturnType<typeof eventType>;
  readonly command: ReturnType<typeof commandType>;
}

function trailType(builder: Builder, { event, command }: Shown) {
  const consequence = builder.objectRef<Consequence>('OperationsConsequence').implement({
    description: 'A command of a reaction.',
    fields: (t) => ({
      command: t.expose('command', { type: command, description: 'What the reaction sent.' }),
      causedBy: t.exposeID('causedBy', {
        nullable: true,
        description: 'Id of the event it answers; null if it was refused.',
      }),
      events: t.field({
        ...{ type: [event], extensions: eventsOfCommand, description: 'What it stored.' },
        resolve: ({ events }) => [...events],
      }),
    }),
  });
  return builder.objectRef<CommandTrail>('OperationsCommandTrail').implement({
    description: 'A command, its events, and what came of these.',
    fields: (t) => ({
      command: t.expose('command', { type: command, description: 'The command itself.' }),
      events: t.field({
        ...{ type: [event], extensions: eventsOfCommand, description: 'What it stored.' },
        resolve: ({ events }) => [...events],
      }),
      consequences: t.field({
        ...{ type: [consequence], extensions: consequencesShown },
        description: 'Commands of reactions to its events, and to the events of these.',
        resolve: ({ consequences }) => [...consequences],
      }),
      isWhole: t.exposeBoolean('isWhole', {
        description: 'False if more was stored behind it than is looked through.',
      }),
    }),
  });
}

const streamType = (builder: Builder) =>
  builder.objectRef<ContendedStream>('OperationsContendedStream').implement({
    description: 'An entity that many commands are about, of the newest commands.',
    fields: (t) => ({
      streamId: t.exposeID('streamId', { description: 'Id of the entity.' }),
      commands: t.exposeInt('commands', { description: 'How many are about it.' }),
      conflicts: t.exposeInt('conflicts', {
        description: 'How many of them were refused with VERSION_CONFLICT.',
      }),
      lastAt: t.expose('lastAt', { type: 'DateTime', description: 'When the last one was stored.' }),
    }),
  });
