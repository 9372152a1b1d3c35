// Facts of one decision, loaded: the state of the command's own stream, and the streams its facts are about.
import { callerFactsOf } from '../../../definitions/access.ts';
import type { Decider } from '../../../definitions/decider.ts';
import type { FactRequest, Reference } from '../../../definitions/reference.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import { streamName, type StreamName } from '../../../model/stream.ts';
import type { Rejection } from '../../../model/outcome.ts';
import type { Command } from '../commands/read-command.ts';
import { refusalBefore } from './refusal-before.ts';
import { idSaid, isIdSaid } from './keyed-ids.ts';
import { referenceFold, type Fold } from './folds.ts';
import type { InlineFolds } from './inline-documents.ts';
import type { StateLoader } from './load-states.ts';
import type { LastEvent, LoadedState } from './state-cache.ts';
import { stateName, type StateKey } from './state-key.ts';

/** A decider as the dispatch uses it. */
export interface Deciding {
  readonly decider: Decider;
  readonly fold: Fold;
  readonly inline: InlineFolds;
}

/** It is not to be decided: nothing else was loaded for it. */
export interface NotAdmitted extends Pick<Gathered, 'isAssumed'> {
  readonly refused: Rejection;
}

export interface Gathered {
  readonly stream: StreamName;
  readonly own: LoadedState;
  /** By name, as `decide` takes them. */
  readonly facts: () => Readonly<Record<string, unknown>>;
  /** Where each stream stood that the decision may rest on, its own first. */
  readonly seen: readonly SeenStream[];
  /** ISO 8601 in UTC: the database's clock when it was loaded. */
  readonly now: string;
  /** What was asked for. */
  readonly keys: readonly StateKey[];
  /** Whether some of it was not looked at, but taken to be as it was a moment ago. */
  readonly isAssumed: boolean;
}

export interface SeenStream {
  readonly stream: StreamName;
  readonly version: number;
  /** The event at that version; none at 0. */
  readonly last?: LastEvent;
  /** Only of facts that their author does not want guarded. */
  readonly advisory: boolean;
}

type Requests = readonly (readonly [string, FactRequest])[];

/** How the states of a decision are come by: read, or assumed where that may be. */
export type Source = Pick<StateLoader, 'load' | 'peek'> & Partial<Pick<StateLoader, 'assume'>>;

export const readingFrom = ({ load, peek }: Source): Source => ({ load, peek });

/** Which facts there are may depend on the state; asking first with the one at hand mostly saves a second read. */
export async function gatherFacts(
  deciding: Deciding,
  command: Command,
  source: Source,
): Promise<Gathered | NotAdmitted> {
  const { decider, fold, inline } = deciding;
  const stream = streamName(decider.category, command.streamId);
  const isNew = command.kind === 'creates';
  const ownKey: StateKey = { stream, fold, isNew };
  // Not needed for the decision, but afterwards: so they come with the same reading.
  const documents = inline(decider.category).map((each): StateKey => ({ stream, fold: each, isNew }));
  const ask = (state: unknown): Requests =>
    Object.entries(decider.factsFor(command.type, command.input, state));
  const { load, found, stateOf, moment } = collectStates(source);
  const keysOf = (requests: Requests) => keysIn(requests, command);

  const guessed = guess(ask, source.peek(ownKey));
  // Documents say when something happened, which only the database knows.
  await load([ownKey, ...documents, ...keysOf(guessed)], documents.length === 0 && areGuarded(guessed));
  const own = stateOf(ownKey);
  const refused = refusalBefore(decider, command, own);
  if (refused) return { refused, ...moment() };
  const requests = ask(own.state);
  const mayAssume = areGuarded(requests);
  if (!mayAssume && moment().isAssumed) return gatherFacts(deciding, command, readingFrom(source));
  await load(keysOf(requests), mayAssume);
  const seenFor = (advisory: boolean): readonly SeenStream[] =>
    keysOf(requests.filter(([, request]) => request.advisory === advisory)).map((key) =>
      seenAt(key, stateOf(key), advisory),
    );
  return {
    ...{ stream, own, ...moment() },
    seen: [seenAt(ownKey, own, false), ...seenFor(false), ...seenFor(true)],
    keys: [ownKey, ...keysOf(requests)],
    facts: () =>
      Object.fromEntries(requests.map(([name, request]) => [name, resolve(request, found, command)])),
  };
}

/** The append compares those that are. */
const areGuarded = (requests: Requests): boolean => requests.every(([, { advisory }]) => !advisory);

/** The states of one decision, each once. */
function collectStates(source: Source) {
  const found = new Map<string, LoadedState>();
  let now = '';
  let isAssumed = false;
  return {
    found,
    load: async (wanted: readonly StateKey[], mayAssume: boolean): Promise<void> => {
      const missing = wanted.filter((key) => !found.has(stateName(key)));
      if (missing.length === 0) return;
      let states = mayAssume ? source.assume?.(missing) : undefined;
      if (states) isAssumed = true;
      else ({ states, now } = await source.load(missing));
      for (const [index, key] of missing.entries()) {
        const state = states[index];
        if (state) found.set(stateName(key), state);
      }
    },
    stateOf: (key: StateKey): LoadedState => {
      const state = found.get(stateName(key));
      if (!state) throw new SlipstreamError('STORE_FAILED', `Nothing was loaded for ${key.stream}.`);
      return state;
    },
    moment: () => ({ now, isAssumed }),
  };
}

function seenAt({ stream }: StateKey, { version, last }: LoadedState, advisory: boolean): SeenStream {
  return { stream, version, advisory, ...(last ? { last } : {}) };
}

/** An old state need not make sense together with the command. */
function guess(ask: (state: unknown) => Requests, state: unknown): Requests {
  try {
    return ask(state);
  } catch {
    return [];
  }
}

const keysIn = (requests: Requests, command: Command): readonly StateKey[] =>
  requests.flatMap(([, { reference, ids }]) =>
    ids.filter(isIdSaid).map((id) => keyOf(reference, idSaid(id, command))),
  );

const keyOf = (reference: Reference, id: string): StateKey => ({
  stream: streamName(reference.category, id),
  fold: referenceFold(reference),
});

function resolve(
  { reference, ids, resolve: toFact }: FactRequest,
  loaded: ReadonlyMap<string, LoadedState>,
  command: Command,
): unknown {
  const values = ids
    .filter(isIdSaid)
    .map((id) => [id, loaded.get(stateName(keyOf(reference, idSaid(id, command))))?.state] as const);
  const found = new Map(values.filter(([, value]) => value !== undefined));
  return toFact(found, callerFactsOf(command.caller));
}
