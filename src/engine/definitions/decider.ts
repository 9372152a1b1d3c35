// defineDecider: the decisions of a context, from command and state to events or a refusal. Pure: no clock, no
// randomness, no I/O; what it needs is handed in.
import { SlipstreamError } from '../model/errors.ts';
import type { NewEvent } from '../model/events.ts';
import type { Rejection } from '../model/outcome.ts';
import type { CommandsDefinition, CommandSpec, EmittedBy, InputOf, RefusedBy } from './commands.ts';
import type { AnyEvents, EventData, TypesOf } from './events.ts';
import { eventsFolded, declaredFoldId } from './fold-id.ts';
import type { Json } from '../model/json.ts';
import type { FactRequest, Resolved } from './reference.ts';
import type { NotFound, RejectionOf } from './refusals.ts';

type Commands = Readonly<Record<string, CommandSpec>>;
type FactsOf<Facts, Name> = Name extends keyof Facts ? Resolved<Facts[Name]> : NoFacts;
type NoFacts = Readonly<Record<never, never>>;

/** Events in the order in which they happened, or a refusal. One event may be returned bare. */
export type Decision<Refused = never, Emitted extends string = string> =
  readonly NewEvent<Emitted>[] | NewEvent<Emitted> | RejectionOf<Refused | typeof NotFound>;

interface DeciderSpec<State, Of extends Commands, Events extends AnyEvents, Facts> {
  readonly commands: CommandsDefinition<string, Of>;
  readonly events: Events;
  /** The state of a stream without events. */
  readonly initialState: State;
  /**
   * What a command needs to know of other streams, by name; each is handed to its `decide`. Which streams may also
   * depend on the state (the reservation of the email address that somebody has had so far).
   */
  readonly facts?: {
    readonly [Name in keyof Facts]: (
      input: InputOf<Name extends keyof Of ? Of[Name] : never>,
      state: NoInfer<State>,
    ) => Facts[Name];
  };
  readonly decide: {
    readonly [Name in keyof Of]: (
      state: NoInfer<State>,
      input: InputOf<Of[Name]>,
      facts: FactsOf<NoInfer<Facts>, Name>,
    ) => Decision<RefusedBy<Of[Name]>, EmittedBy<Of[Name]>>;
  };
  readonly evolve: {
    readonly [Type in TypesOf<Events>]: (
      state: NoInfer<State>,
      data: EventData<Events, Type>,
    ) => NoInfer<State>;
  };
  /** Raise it when `evolve`, or what it calls, makes another state of the same events: snapshots are made anew. Default 1. */
  readonly version?: number;
  /**
   * After how many events of a stream its state is stored, so that a process that has not got it in memory reads the rest only;
   * 'never' for streams that stay short. Default 200.
   */
  readonly snapshots?: { readonly every: number } | 'never';
}

/** A decider as the engine and the test kit use it; the phantom types carry what the author's test may send. */
export interface Decider<
  State = unknown,
  Of extends Commands = Commands,
  Events extends AnyEvents = AnyEvents,
> {
  readonly category: string;
  readonly commands: CommandsDefinition<string, Of>;
  readonly events: Events;
  readonly initialState: State;
  /**
   * Called with the state the command is decided on. To load all streams at once it may be called first with an older
   * state; then it is called again with the newer one, and what that asks for beyond is loaded before `decide`.
   */
  factsFor(command: string, input: unknown, state: State): Readonly<Record<string, FactRequest>>;
  decide(
    command: string,
    state: State,
    given: { readonly input: unknown; readonly facts: unknown },
  ): readonly NewEvent[] | Rejection;
  evolve(state: State, event: { readonly type: string; readonly data: unknown }): State;
  /** Names of the events that it folds. */
  readonly types: ReadonlySet<string>;
  /** Version of `evolve` and what it folds: a snapshot of another one is not believed. */
  readonly foldId: string;
  /** Events; the engine's default if undefined, none if Infinity. */
  readonly snapshotEvery?: number;
}

export function defineDecider<
  const State,
  const Of extends Commands,
  Events extends AnyEvents,
  Facts extends { readonly [Name in keyof Of]?: Readonly<Record<string, FactRequest<unknown>>> } = NoFacts,
>(spec: DeciderSpec<State, Of, Events, Facts>): Decider<State, Of, Events> {
  checkCategory(spec.commands.category, spec.events.category);
  const factsFor = new Map<string, (input: never, state: State) => Readonly<Record<string, FactRequest>>>(
    Object.entries(spec.facts ?? {}) as never,
  );
  const decide = new Map<string, (state: State, input: never, facts: never) => Decision>(
    Object.entries(spec.decide) as never,
  );
  const evolve = new Map<string, (state: State, data: never) => State>(Object.entries(spec.evolve) as never);
  const types = new Set(evolve.keys());
  const snapshotEvery = snapshotEveryOf(spec);
  return {
    ...(snapshotEvery === undefined ? {} : { snapshotEvery }),
    category: spec.events.category,
    commands: spec.commands,
    events: spec.events,
    initialState: spec.initialState,
    factsFor: (command, input, state) => factsFor.get(command)?.(input as never, state) ?? {},
    decide: (command, state, { input, facts }) => {
      const decision = decide.get(command)?.(state, input as never, facts as never) ?? [];
      if ('rejected' in decision) return decision;
      return 'type' in decision ? [decision] : decision;
    },
    types,
    evolve: (state, { type, data }) => evolve.get(type)?.(state, data as never) ?? state,
    foldId: declaredFoldId({
      of: `the decider of ${spec.events.category}`,
      version: spec.version,
      declared: [spec.events.category, spec.initialState as Json, eventsFolded([spec.events], types)],
    }),
  };
}

/** Throws BAD_DEFINITION. */
function snapshotEveryOf({ snapshots, events }: SnapshotSpec): number | undefined {
  if (snapshots === undefined) return undefined;
  if (snapshots === 'never') return Infinity;
  if (Number.isInteger(snapshots.every) && snapshots.every >= 1) return snapshots.every;
  throw new SlipstreamError(
    'BAD_DEFINITION',
    `The decider of ${events.category} keeps a snapshot every ${snapshots.every} events: say a whole number from 1, or 'never'.`,
  );
}

interface SnapshotSpec {
  readonly events: AnyEvents;
  readonly snapshots?: { readonly every: number } | 'never';
}

function checkCategory(changed: string, category: string): void {
  if (changed === category) return;
  const message =
    `These commands change the streams of ${changed}, these events are of ${category}: ` +
    `say '${category}' in both.`;
  throw new SlipstreamError('BAD_DEFINITION', message);
}
