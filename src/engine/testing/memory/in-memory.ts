// inMemory(modules): the whole way of a context, from command to subscription, in one process and without servers. The
// stages are the real ones; only the stores are made of memory, and both keep the contract of the real ones.
import { randomUUID } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { defineSystem, type System } from '../../definitions/define-system.ts';
import type { DocumentDefinition } from '../../shapes/document/declare.ts';
import type { Module } from '../../definitions/module.ts';
import type { Projection } from '../../definitions/projection.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { RecordedEvent } from '../../model/events.ts';
import { LIMITS } from '../../model/limits.ts';
import type { CommandOutcome } from '../../model/outcome.ts';
import type { ListRequest, ProjectionUpdate, ReadRequest } from '../../model/services.ts';
import { projected, type Projected } from '../projected.ts';
import { checkRebuild, storedBy } from '../rebuilding.ts';
import { joinPipeline } from './join-pipeline.ts';
import { mapStream } from '../../async/map-stream.ts';
import type { Answer, Sent } from './operations.ts';

export interface SendOptions {
  readonly principal?: string;
  /** ISO 8601: when it happened; the runtime's clock if omitted. */
  readonly occurredAt?: string;
}
/** Without waiting and with ERROR for what is behind, unless asked otherwise. */
export type ReadOptions = Partial<Omit<ReadRequest, 'readModel' | 'id'>>;
export type PageOptions = Partial<Omit<ListRequest, 'readModel' | 'list' | 'values'>>;

export interface Page<Definition> {
  readonly documents: readonly Projected<Definition>[];
  /** The `cursor` of the next page; nothing on the last one. */
  readonly next: string | undefined;
}

export interface Followed<Definition> extends Omit<ProjectionUpdate, 'document'> {
  readonly document: Projected<Definition> | null;
}

export interface MemoryRuntime {
  /** All events, in order. */
  events(): readonly RecordedEvent[];
  /** Resolves when the command is decided and, unless paused, folded into every read model. */
  send(command: string, input: Readonly<Record<string, unknown>>, as?: SendOptions): Promise<CommandOutcome>;
  /** Throws as reads do: PROJECTION_BEHIND, … */
  read<Definition extends DocumentDefinition>(
    from: Projection<string, Definition>,
    id: string,
    options?: ReadOptions,
  ): Promise<Projected<Definition> | null>;
  /** @param listed the list and the values it is asked by, by the fields of the document. */
  page<Definition extends DocumentDefinition>(
    from: Projection<string, Definition>,
    listed: Pick<ListRequest, 'list' | 'values'>,
    options?: PageOptions,
  ): Promise<Page<Definition>>;
  follow<Definition extends DocumentDefinition>(
    from: Projection<string, Definition>,
    id: string,
    sinceVersion?: number,
  ): Promise<AsyncIterableIterator<Followed<Definition>>>;
  /** A query or a mutation on the modules' own schema. A bug is thrown, not masked. */
  execute(source: string, sent?: Sent): Promise<Answer>;
  subscribe(source: string, sent?: Sent): Promise<AsyncIterableIterator<Answer>>;
  /** From now on nothing is folded, as if no worker ran. */
  pause(): void;
  /** Folds everything, and goes on folding. */
  catchUp(): Promise<void>;
  /** Resolves when everything is folded, or at once while paused. Rejects with what a fold threw. */
  settle(): Promise<void>;
  /** Catches up, then rejects with an AssertionError if documents rebuilt from the events, in whatever batches, differ in any byte. */
  checkRebuild(): Promise<void>;
  close(): Promise<void>;
}

export interface InMemoryOptions {
  readonly modules: readonly Module[];
  /** Asked once for each append; a minute passes between two of them from 2026 on if omitted. */
  readonly clock?: () => Date;
}

export async function inMemory({
  modules,
  clock = minuteByMinute(),
}: InMemoryOptions): Promise<MemoryRuntime> {
  const system = defineSystem('in memory', modules);
  const { services, store, documents, turns, close } = joinPipeline(system, clock);
  const withSchema = schemaOnDemand(system);
  const settled = async <Value>(value: Value): Promise<Value> => {
    await turns.settle();
    return value;
  };
  const catchUp = async (): Promise<void> => {
    turns.resume();
    await turns.settle();
  };
  turns.ring();
  await turns.settle();
  return {
    events: store.events,
    send: async (command, input, as = {}) => {
      const request = { command, input, principal: 'tester', correlationId: randomUUID(), ...as };
      return settled(await services.commands.dispatch(request));
    },
    ...readsOf(services),
    execute: async (source, sent = {}) => {
      const { executeOn, schema } = await withSchema();
      return settled(await executeOn({ schema, services }, source, sent));
    },
    subscribe: async (source, sent = {}) => {
      const { subscribeOn, schema } = await withSchema();
      return subscribeOn({ schema, services }, source, sent);
    },
    pause: turns.pause,
    catchUp,
    settle: turns.settle,
    checkRebuild: async () => {
      await catchUp();
      for (const projection of system.projections) {
        await checkRebuild(projection, store.events(), await storedBy(projection, documents));
      }
    },
    close,
  };
}

function readsOf({
  reads,
  lists,
  subscriptions,
}: ReturnType<typeof joinPipeline>['services']): Pick<MemoryRuntime, 'read' | 'page' | 'follow'> {
  const patience = { maxWaitMs: 0, ifBehind: 'ERROR' } as const;
  return {
    read: async (from, id, options) => {
      const { document } = await reads.read({ readModel: from.name, id, ...patience, ...options });
      return (document && projected(from, document)) ?? null;
    },
    page: async (from, listed, options) => {
      checkListed(from, listed);
      const first = LIMITS.entriesPerPage;
      const request = { readModel: from.name, first, ...listed, ...patience, ...options };
      const { entries, hasNextPage } = await lists.page(request);
      return {
        documents: entries.flatMap(({ document }) => projected(from, document) ?? []),
        next: hasNextPage ? entries.at(-1)?.cursor : undefined,
      };
    },
    follow: async (from, id, sinceVersion) => {
      const followed = { readModel: from.name, id, ...(sinceVersion === undefined ? {} : { sinceVersion }) };
      const updates = await subscriptions.subscribe({ documents: [followed], withDocuments: true });
      return mapStream(updates, ({ document, ...update }) => ({
        ...update,
        document: (document && projected(from, document)) ?? null,
      }));
    },
  };
}

/** What the schema would not let a client leave out, or add. */
function checkListed({ lists }: Projection, { list, values }: Pick<ListRequest, 'list' | 'values'>): void {
  const declared = lists.find(({ name }) => name === list);
  if (!declared) return;
  const { by, filters } = declared;
  const taken = [...by, ...filters];
  const given = Object.keys(values);
  if (by.every((field) => given.includes(field)) && given.every((field) => taken.includes(field))) return;
  const [of, notOf] = [taken, given].map((fields) => fields.join(', ') || 'nothing');
  throw new SlipstreamError('INVALID_READ', `${list} takes values of ${of}, not of ${notOf}.`);
}

/** GraphQL is loaded by those who ask for it: most tests do not, and it is most of what there is to load. */
function schemaOnDemand(system: System) {
  let schema: GraphQLSchema | undefined;
  return async () => {
    const { executeOn, subscribeOn } = await import('./operations.ts');
    const { buildSchema } = await import('../../graphql/schema/build-schema.ts');
    schema ??= buildSchema(system);
    return { executeOn, subscribeOn, schema };
  };
}

function minuteByMinute(): () => Date {
  let minutes = 0;
  return () => {
    minutes += 1;
    return new Date(Date.UTC(2026, 0, 1, 0, minutes - 1));
  };
}
