// defineEvents: a bounded context's published language. Each event becomes a typed constructor.
import type { NewEvent, RecordedEvent } from '../model/events.ts';
import { SlipstreamError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import { normalJson } from '../model/normal-json.ts';
import { SEALED, SUBJECT_ERASED, type PersonalFields } from '../model/personal.ts';
import { checkPersonal, plainPlaces, type PersonalIn } from './personal.ts';

/** Turns the data of an older schema version into that of the next one. Pure. */
export type Upcast = (data: never) => unknown;

export interface EventSpec<Data extends object = object> {
  readonly schemaVersion: number;
  /** `upcasts[n]` takes schema version n to n + 1. */
  readonly upcasts: Readonly<Record<number, Upcast>>;
  readonly data?: Data;
  readonly personal?: PersonalFields;
}

type Lost =
  | Date
  | bigint
  | symbol
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | ((...given: never[]) => unknown);
/** The same type if it is plain JSON; else words in the place of what is not, for the compiler to say. */
type Plain<Value> = Value extends Json | undefined
  ? Value
  : Value extends Lost
    ? 'An event holds plain JSON: say it as a text or a number'
    : PlainMembers<Value>;
type PlainMembers<Value> = { readonly [Key in keyof Value]: Plain<Value[Key]> };

/** A step from each older shape to the next one, the last one to today's. */
type Upcasts<Older, Data> = Older extends readonly [infer From, infer To, ...infer Rest]
  ? readonly [(data: From) => To, ...Upcasts<readonly [To, ...Rest], Data>]
  : Older extends readonly [infer From]
    ? readonly [(data: From) => Data]
    : readonly [];

interface PersonalOption<Data> {
  /** Fields that are sealed with a key of whom they are about, and can be read no more once that is erased. */
  readonly personal?: PersonalIn<Data>;
}

type EventOptions<Older, Data> = Older extends readonly []
  ? readonly [options?: PersonalOption<Data> & { readonly upcasts?: never }]
  : readonly [options: PersonalOption<Data> & { readonly upcasts: Upcasts<Older, Data> }];

/**
 * Declares an event's data: plain JSON. When its shape changes, the shape it had is added to `Older`, oldest first, with a
 * pure function that takes it to the next one. The schema version is one more than there are of them.
 */
export function event<Data extends object & PlainMembers<Data>, const Older extends readonly object[] = []>(
  ...[options]: EventOptions<Older, Data>
): EventSpec<Data> {
  const upcasts: readonly Upcast[] = options?.upcasts ?? [];
  return {
    schemaVersion: upcasts.length + 1,
    upcasts: Object.fromEntries(upcasts.map((upcast, index) => [index + 1, upcast])),
    ...(options?.personal
      ? { personal: { ...options.personal, fields: plainPlaces(options.personal.fields) } }
      : {}),
  };
}

type Specs = Readonly<Record<string, EventSpec>>;
export type DataOf<Spec> = Spec extends EventSpec<infer Data> ? Data : never;

export interface EventsDefinition<Category extends string = string, Events extends Specs = Specs> {
  readonly category: Category;
  readonly specs: Events;
  /** Types that are stored and that nobody folds any more. */
  readonly retired: readonly string[];
}

export type EventsModule<Category extends string = string, Events extends Specs = Specs> = EventsDefinition<
  Category,
  Events
> & {
  readonly [Type in keyof Events & string]: (
    data: DataOf<Events[Type]>,
  ) => NewEvent<Type, DataOf<Events[Type]>>;
};

/**
 * @param category names the streams of this context: `category/id`.
 * @param specs past-tense PascalCase names, unique over all modules, stored with each event and never renamed.
 * @param options `retired` names events that were declared once and are stored: they count as versions of their streams,
 * and nobody folds or answers them any more.
 */
export function defineEvents<const Category extends string, Events extends Specs>(
  category: Category,
  specs: Events,
  { retired = [] }: { readonly retired?: readonly string[] } = {},
): EventsModule<Category, Events> {
  const both = retired.find((type) => type in specs);
  if (both !== undefined) {
    throw new SlipstreamError(
      'BAD_DEFINITION',
      `Event ${category}/${both} is retired and declared: leave out one.`,
    );
  }
  const constructors = Object.entries(specs).map(([type, spec]) => {
    if (!/^[A-Z][A-Za-z0-9]*$/.test(type)) {
      throw new SlipstreamError('BAD_DEFINITION', `Event ${category}/${type} is not named in PascalCase.`);
    }
    if (type === SUBJECT_ERASED) {
      throw new SlipstreamError(
        'BAD_DEFINITION',
        `Every system has its own ${type}: name ${category}'s otherwise.`,
      );
    }
    if (spec.personal) checkPersonal(`Event ${category}/${type}`, category, spec.personal);
    const construct = (data: unknown): NewEvent => {
      checkPlain(type, data);
      return { category, type, schemaVersion: spec.schemaVersion, data };
    };
    return [type, construct];
  });
  return { category, specs, retired, ...Object.fromEntries(constructors) };
}

/** History does not change: what comes back otherwise than it was stored would break its stream for good. */
function checkPlain(type: string, data: unknown): void {
  try {
    normalJson(data);
    if (Object(data)[SEALED] !== undefined) throw new TypeError(`${SEALED} is the engine's own name.`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SlipstreamError('INVALID_APPEND', `${type} can't be stored: ${why}`, { cause });
  }
}

/** Any module of events, for the engine. */
export type AnyEvents = EventsDefinition;

/** Types of a definition that have personal fields, with these; none for most. */
export const personalEvents = ({ specs }: AnyEvents): readonly (readonly [string, PersonalFields])[] =>
  Object.entries(specs).flatMap(([type, { personal }]) => (personal ? [[type, personal] as const] : []));
/** Names of the events of one module or of a list of modules. */
export type TypesOf<Events> =
  Events extends EventsDefinition<string, infer Of>
    ? keyof Of & string
    : Events extends readonly (infer Each)[]
      ? TypesOfEach<Each>
      : never;
type TypesOfEach<Each> = Each extends EventsDefinition<string, infer Of> ? keyof Of & string : never;

type DataIn<Each, Type> =
  Each extends EventsDefinition<string, infer Of>
    ? Type extends keyof Of
      ? DataOf<Of[Type]>
      : never
    : never;
/** The data of one named event of a module or list of modules. */
export type EventData<Events, Type> = Events extends readonly (infer Each)[]
  ? DataIn<Each, Type>
  : DataIn<Events, Type>;
/** One named event as the store returns it. */
export type EventOf<Events, Type extends string> = RecordedEvent<Type, EventData<Events, Type>>;
/** Addresses an event to another stream than the command's own; that stream must be among the command's facts. */
export function toStream<Event extends NewEvent>(streamId: string, newEvent: Event): Event {
  return { ...newEvent, streamId };
}
