// defineReference: a small fold of another context's streams. Deciders get it as a fact, projections embed it as it
// stands now; both see another context only through its events.
import { z } from 'zod';
import { SlipstreamError } from '../model/errors.ts';
import type { RecordedEvent } from '../model/events.ts';
import type { CallerFacts } from './access.ts';
import type { AnyEvents, EventOf, TypesOf } from './events.ts';
import { eventsFolded, declaredFoldId, textHash } from './fold-id.ts';

export interface Reference<Value = unknown> {
  readonly name: string;
  readonly category: string;
  readonly value: z.ZodType<Value>;
  readonly types: ReadonlySet<string>;
  /** Value after the event; nothing if there still is none. Pure. */
  readonly fold: (value: Value | undefined, event: RecordedEvent) => Value | undefined;
  /** Version of its folds and what they fold: part of the identity of the projections that embed it. */
  readonly foldId: string;
  /** Hash of the text of its folds. */
  readonly codeHash: string;
}

interface ReferenceSpec<Events extends AnyEvents, Value, Create extends string, Ignore extends string> {
  readonly from: Events;
  readonly value: z.ZodType<Value>;
  readonly create: { readonly [Type in Create]: (event: EventOf<Events, Type>) => NoInfer<Value> };
  readonly update: {
    readonly [Type in Exclude<TypesOf<Events>, Create | Ignore>]: (
      value: NoInfer<Value>,
      event: EventOf<Events, Type>,
    ) => NoInfer<Value>;
  };
  readonly ignore?: readonly Ignore[];
  /** Raise it when the folds, or what they call, make another value of the same events. Default 1. */
  readonly version?: number;
}

export function defineReference<
  Events extends AnyEvents,
  Value,
  Create extends TypesOf<Events>,
  const Ignore extends TypesOf<Events> = never,
>(name: string, spec: ReferenceSpec<Events, Value, Create, Ignore>): Reference<Value> {
  const create = new Map<string, (event: never) => Value>(Object.entries(spec.create));
  const update = new Map<string, (value: Value, event: never) => Value>(Object.entries(spec.update));
  const types = new Set([...create.keys(), ...update.keys()]);
  const fold = (value: Value | undefined, event: RecordedEvent): Value | undefined => {
    const make = create.get(event.type);
    if (make) return make(event as never);
    const change = update.get(event.type);
    if (!change) return value;
    if (value === undefined) {
      throw new SlipstreamError(
        'FOLD_FAILED',
        `Reference ${name}: ${event.type} comes before any create event.`,
      );
    }
    return change(value, event as never);
  };
  return {
    name,
    category: spec.from.category,
    value: spec.value,
    types,
    fold,
    foldId: declaredFoldId({
      of: `reference ${name}`,
      version: spec.version,
      declared: [name, spec.from.category, eventsFolded([spec.from], types)],
    }),
    codeHash: textHash(name, [...create, ...update]),
  };
}

/** A fact a decider asks for: the value of one stream, or of several. */
export interface FactRequest<Resolved = unknown> {
  readonly reference: Reference;
  readonly ids: readonly string[];
  /** Not guarded: the decision stands also if the stream has moved on before it is stored. */
  readonly advisory: boolean;
  readonly resolve: (values: ReadonlyMap<string, unknown>, caller: CallerFacts) => Resolved;
}

/** Of no stream. */
const NONE: Reference = {
  ...{ name: 'caller', category: '', value: z.unknown(), types: new Set(), foldId: '', codeHash: '' },
  fold: (value) => value,
};

/** Who sends the command: for decisions that depend on more than whether a rule lets it. */
export const callerFact = (): FactRequest<CallerFacts> => ({
  ...{ reference: NONE, ids: [], advisory: true },
  resolve: (_values, caller) => caller,
});

export interface FactOptions {
  /**
   * The decision may rest on an older value: a change that comes between it and its append is no conflict. For facts that
   * change all the time and where nothing breaks if the newest is missed; all others are guarded.
   */
  readonly advisory?: boolean;
}

export function fact<Value>(
  reference: Reference<Value>,
  id: string,
  { advisory = false }: FactOptions = {},
): FactRequest<Value | undefined> {
  return {
    reference: reference as Reference,
    ids: [id],
    advisory,
    resolve: (values) => values.get(id) as Value | undefined,
  };
}

export function facts<Value>(
  reference: Reference<Value>,
  ids: readonly string[],
  { advisory = false }: FactOptions = {},
): FactRequest<ReadonlyMap<string, Value>> {
  return {
    reference: reference as Reference,
    ids: [...new Set(ids)],
    advisory,
    resolve: (values) => values as ReadonlyMap<string, Value>,
  };
}

export type Resolved<Requests> = {
  readonly [Name in keyof Requests]: Requests[Name] extends FactRequest<infer Of> ? Of : never;
};
