// Notes as they are today, and as each change of the code makes them: what is deployed onto a store that is full.
import { z } from 'zod';
import {
  dateTime,
  defineCommands,
  defineDecider,
  defineDocument,
  defineEvents,
  defineModule,
  defineProjection,
  defineSearch,
  event,
  id,
  type Module,
} from '#engine';
import type { AnyEvents } from '../../src/engine/definitions/events.ts';
import type { Decider } from '../../src/engine/definitions/decider.ts';
import type { Projection } from '../../src/engine/definitions/projection.ts';

interface Written {
  readonly author: string;
  readonly text: string;
}

const liked = { NoteWritten: event<Written>(), NoteLiked: event<{ by: string }>() };
const NoteEvents = defineEvents('note', { ...liked, NoteTagged: event<{ tag: string }>() });
/** Older notes are in English. */
const EventsWithLanguage = defineEvents('note', {
  ...{ ...liked, NoteTagged: event<{ tag: string }>() },
  NoteWritten: event<Written & { language: string }, [Written]>({
    upcasts: [(data) => ({ ...data, language: 'en' })],
  }),
});
const EventsWithoutTags = defineEvents('note', liked, { retired: ['NoteTagged'] });
const EventsThatForgotTags = defineEvents('note', liked);

const EventsWithArchive = defineEvents('note', {
  ...{ ...liked, NoteTagged: event<{ tag: string }>(), NoteArchived: event<{ by: string }>() },
});

const NoteCommands = defineCommands('note', {
  writeNote: { creates: 'noteId', input: z.object({ noteId: id(), author: id(), text: z.string() }) },
  likeNote: { changes: 'noteId', input: z.object({ noteId: id(), by: z.string() }) },
  tagNote: { changes: 'noteId', input: z.object({ noteId: id(), tag: z.string() }) },
});

const noteDecider = defineDecider({
  commands: NoteCommands,
  events: NoteEvents,
  initialState: {},
  decide: {
    writeNote: (_note, { author, text }) => NoteEvents.NoteWritten({ author, text }),
    likeNote: (_note, { by }) => NoteEvents.NoteLiked({ by }),
    tagNote: (_note, { tag }) => NoteEvents.NoteTagged({ tag }),
  },
  evolve: { NoteWritten: (note) => note, NoteLiked: (note) => note, NoteTagged: (note) => note },
});

const archivingDecider = defineDecider({
  commands: defineCommands('note', {
    archiveNote: { changes: 'noteId', input: z.object({ noteId: id(), by: z.string() }) },
  }),
  events: EventsWithArchive,
  initialState: {},
  decide: { archiveNote: (_note, { by }) => EventsWithArchive.NoteArchived({ by }) },
  evolve: {
    ...{ NoteWritten: (note) => note, NoteLiked: (note) => note, NoteTagged: (note) => note },
    NoteArchived: (note) => note,
  },
});

type Body = Readonly<Record<string, unknown>>;

interface Change {
  readonly name?: string;
  readonly version?: number;
  readonly events?: AnyEvents;
  /** Fields of its document beside those of today, and what they are in the beginning. */
  readonly fields?: Readonly<Record<string, z.ZodType>>;
  readonly begin?: (data: Body) => Body;
  readonly tagged?: (note: Body, tag: string) => Body;
  readonly perLike?: number;
  readonly lists?: Body;
  readonly rankings?: Body;
  /** Who decides, if other code than today's. */
  readonly decider?: Decider;
}

/** Its folds are put together here, so that the compiler has nothing to infer. */
function noteModule(change: Change = {}): Module {
  const { name = 'note', version = 1, events = NoteEvents, begin = () => ({}), perLike = 1 } = change;
  const writes = events === NoteEvents;
  const { decider = writes ? noteDecider : undefined } = change;
  const { tagged = (note) => note, fields = {}, lists = {}, rankings = {} } = change;
  const today = { author: id(), text: z.string(), likes: z.int(), writtenAt: dateTime() };
  const written = ({ data, occurredAt }: { readonly data: Written; readonly occurredAt: string }) => ({
    ...{ author: data.author, text: data.text, likes: 0, writtenAt: occurredAt },
    ...begin({ ...data }),
  });
  const spec = {
    ...{ version, document: defineDocument('Note', { ...today, ...fields }), from: [events] },
    create: { NoteWritten: written },
    update: {
      NoteLiked: (note: { readonly likes: number }) => ({ ...note, likes: note.likes + perLike }),
      ...('NoteTagged' in events.specs && {
        NoteTagged: (note: Body, { data }: { readonly data: { readonly tag: string } }) =>
          tagged(note, data.tag),
      }),
      ...('NoteArchived' in events.specs && {
        NoteArchived: (note: { readonly text: string }) => ({ ...note, text: `${note.text} (archived)` }),
      }),
    },
    lists: { notesOf: { by: ['author'], newest: 'writtenAt' }, ...lists },
    rankings: { topNotes: { highest: 'likes' }, ...rankings },
  };
  const projection: Projection = defineProjection(name, spec as never);
  const search = defineSearch(`${name}Search`, projection as never, {
    ...{ search: 'searchNotes', text: { text: 'A' } },
  });
  return defineModule('notes', {
    events: [events],
    deciders: decider ? [decider] : [],
    projections: [projection, search],
    graphql: (g) => {
      if (writes) g.mutations(NoteCommands, { shows: projection });
      g.document(projection);
      g.lists(projection);
      g.rankings(projection, { entry: 'TopNote' });
      g.search(search);
    },
  });
}

export const notesOfToday = noteModule();

/** An event type more, another fold, and a list more, at once. */
export const notesOfTomorrow = noteModule({
  ...{ version: 4, events: EventsWithArchive, decider: archivingDecider, perLike: 10 },
  lists: { allNotes: { oldest: 'writtenAt' } },
});

/** By what is done to the code. */
export const changedNotes = {
  'a field': noteModule({
    version: 2,
    fields: { length: z.int(), tag: z.string().nullable() },
    begin: ({ text }) => ({ length: String(text).length, tag: null }),
    tagged: (note, tag) => ({ ...note, tag }),
  }),
  'a list and a ranking': noteModule({
    lists: { allNotes: { oldest: 'writtenAt' } },
    rankings: { mostLiked: { highest: 'likes', rank: 'place' } },
  }),
  'an upcast': noteModule({
    events: EventsWithLanguage,
    fields: { language: z.string() },
    begin: ({ language }) => ({ language }),
  }),
  'a changed fold': noteModule({ version: 3, perLike: 10 }),
  'a renamed read model': noteModule({ name: 'memo' }),
  'a retired event': noteModule({ events: EventsWithoutTags }),
  'a forgotten event': noteModule({ events: EventsThatForgotTags }),
} as const satisfies Readonly<Record<string, Module>>;
