// Commands on their way into the store: the personal part of their payloads and events is sealed, each with the key of whom
// it is about. Of somebody who is erased it is left out.
import { personalEvents, type AnyEvents } from '../../../../definitions/events.ts';
import type { CommandAppend, StreamAppend } from '../../../../model/event-store.ts';
import type { NewEvent } from '../../../../model/events.ts';
import type { Json, JsonObject } from '../../../../model/json.ts';
import { SEALED, subjectNamed, type PersonalFields, type SubjectName } from '../../../../model/personal.ts';
import { parseStreamName, type StreamName } from '../../../../model/stream.ts';
import { seal } from './ciphers.ts';
import { isObject, partedBy } from './personal-parts.ts';
import { placeOfCommand, placeOfEvent } from './places.ts';
import type { KeysFound, SubjectKeys, SubjectPlace } from './subject-keys.ts';

type Types = ReadonlyMap<string, PersonalFields>;

export interface SealAppends {
  /** Whether anything of it is to be sealed; most is not, and goes its way without waiting. */
  concerns(commands: readonly CommandAppend[]): boolean;
  seal(commands: readonly CommandAppend[]): Promise<readonly CommandAppend[]>;
}

export function sealAppends(definitions: readonly AnyEvents[], keys: SubjectKeys): SealAppends {
  const types: Types = new Map(definitions.flatMap(personalEvents));
  const isPersonal = ({ personal, streams }: CommandAppend): boolean =>
    personal !== undefined || streams.some(({ events }) => events.some(({ type }) => types.has(type)));
  return {
    concerns: (commands) => commands.some(isPersonal),
    seal: async (commands) => {
      const places = commands.flatMap((command) => placesOf(types, command));
      const stored = new Set<string>(places.map(({ subject }) => subject));
      const known = await keys.find(
        new Set([...stored, ...commands.flatMap(({ personal }) => personal?.of ?? [])]),
      );
      // Of somebody of whom nothing is stored a refused command keeps nothing either.
      const [made] = await Promise.all([
        keys.make(new Set([...stored].filter((subject) => !known.has(subject)))),
        keys.recordStreams(places.filter(({ subject }) => known.get(subject) !== null)),
      ]);
      const found = new Map([...known, ...made]);
      return commands.map((command) => sealedCommand(types, found, command));
    },
  };
}

function placesOf(types: Types, { streams }: CommandAppend): readonly SubjectPlace[] {
  return streams.flatMap(({ stream, events }) =>
    events.flatMap(({ type, data }): readonly SubjectPlace[] => {
      const fields = types.get(type);
      const subject = fields && subjectOf(fields, stream, data);
      return subject ? [{ subject, stream }] : [];
    }),
  );
}

/** Undefined where the event does not say whom it is about. */
function subjectOf(
  { subject, by }: PersonalFields,
  stream: StreamName,
  data: unknown,
): SubjectName | undefined {
  const id: unknown = by === undefined ? parseStreamName(stream).id : Object(data)[by];
  return subjectNamed(subject, id);
}

function sealedCommand(types: Types, keys: KeysFound, command: CommandAppend): CommandAppend {
  const { personal, payload, commandId, type } = command;
  const streams = command.streams.map((append) => sealedStream(types, keys, append));
  if (!personal) return { ...command, streams };
  const places = Object.fromEntries(personal.fields.map((field) => [field, null]));
  const place = placeOfCommand(commandId, type);
  return { ...command, streams, payload: sealedPayload(payload, { places, of: personal.of, keys, place }) };
}

function sealedStream(types: Types, keys: KeysFound, append: StreamAppend): StreamAppend {
  const { stream, expectedVersion, events } = append;
  const sealed = (event: NewEvent, index: number): NewEvent => {
    const fields = types.get(event.type);
    if (!fields) return event;
    const place = placeOfEvent(stream, expectedVersion + index + 1, event.type);
    const of = subjectOf(fields, stream, event.data);
    return { ...event, data: sealedPayload(event.data as Json, { places: fields.fields, of, keys, place }) };
  };
  return { ...append, events: events.map(sealed) };
}

interface Sealing {
  /** What stands there once it is erased. */
  readonly places: JsonObject;
  readonly of: SubjectName | undefined;
  readonly keys: KeysFound;
  readonly place: string;
}

function sealedPayload(payload: Json, { places, of, keys, place }: Sealing): Json {
  if (!isObject(payload)) return payload;
  const { plain, personal } = partedBy(places, payload);
  const key = of && keys.get(of);
  if (!personal || !key) return plain;
  const text = seal(key, JSON.stringify(personal), place);
  return { ...plain, [SEALED]: { of, text } };
}
