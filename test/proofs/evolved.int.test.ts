// Code is changed and deployed onto a full store, the API before the worker: a field, a list, an upcast, another fold, a
// renamed read model, an event that is forgotten and then retired. Nobody who reads is told that what there is does not
// exist, or gets a page that is empty because it is new, and each refill is said at its start.
import { beforeAll, expect, it, vi } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { changedNotes, notesOfToday } from '../support/notes-domain.ts';
import { figures, sized } from '../support/proof.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShop, type Answer, type Shop } from '../support/shop.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const EVENTS = sized(2800, 28_000);
const TAGGED_EVERY = 10;
const AUTHORS = 20;
const AT_ONCE = 100;
const BEFORE_THE_WORKER = 20;

const database = withDatabase();
const redis = withRedis();
const deploy = (module: typeof notesOfToday): Promise<Shop> =>
  startShop({ databaseUrl: database().url, redisUrl: redis().url, modules: [module] });

const READS = `
  note(id: "note-10") { text likes }
  notesOf(author: "author-1", first: 5) { nodes { text likes } }
  topNotes(first: 3) { rank text }
  searchNotes(text: "words", first: 5) { nodes { id } }`;

beforeAll(async () => {
  const shop = await deploy(notesOfToday);
  try {
    const { commands } = shop.api.services;
    const send = async (command: string, input: Readonly<Record<string, unknown>>): Promise<void> => {
      const outcome = await commands.dispatch({ command, input, principal: 'ann', correlationId: 'evolved' });
      if (!outcome.accepted) throw new Error(outcome.rejection.message);
    };
    for (let from = 0; from < EVENTS; from += AT_ONCE) {
      const numbers = Array.from({ length: AT_ONCE }, (_, n) => from + n);
      await Promise.all(numbers.map((n) => sendOne(n, send)));
    }
    await shop.startWorker();
    await eventually('the notes of today', async () => {
      const { errors, data } = await shop.ask(`{ ${READS} }`);
      return errors === undefined && pageOf(data, 'searchNotes').length === 5 ? true : undefined;
    });
  } finally {
    await shop.close();
  }
});

/** Half of the events write notes; of the others most like one and some tag one. */
async function sendOne(
  n: number,
  send: (command: string, input: Readonly<Record<string, unknown>>) => Promise<void>,
): Promise<void> {
  const noteId = `note-${n - (n % 2)}`;
  if (n % 2 === 1) return;
  await send('writeNote', { noteId, author: `author-${(n / 2) % AUTHORS}`, text: `words of ${noteId}` });
  if (n % TAGGED_EVERY === 0) await send('tagNote', { noteId, tag: 'red' });
  else await send('likeNote', { noteId, by: 'bob' });
}

type Data = Answer['data'];
const valueOf = (data: Data, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (value, step) => (value instanceof Object ? Reflect.get(value, step) : undefined),
    data,
  );
const pageOf = (data: Data, root: string): readonly unknown[] => {
  const page = valueOf(data, root, 'nodes') ?? valueOf(data, root);
  return Array.isArray(page) ? page : [];
};

interface Deployed {
  readonly change: keyof typeof changedNotes;
  /** What is asked beside what all are. */
  readonly more: string;
  readonly reads?: string;
  /** Whether the answer shows what the changed code makes. */
  readonly isNew: (data: Data, shop: Shop) => boolean;
  /** Roots and fields that may say REBUILDING until then; all others answer at once. */
  readonly rebuilds: readonly string[];
  /** Fields that may be null, but of what is asked are not. */
  readonly present?: readonly string[];
  /** Whether the worker says at its start that notes are filled anew; yes if omitted. */
  readonly isSaid?: boolean;
}

const stopped = ({ logged }: Shop): boolean =>
  logged.some(({ fields }) => 'reason' in fields && fields.reason === 'UNKNOWN_EVENT_TYPE');

const DEPLOYED: readonly Deployed[] = [
  {
    change: 'a field',
    more: 'more: note(id: "note-10") { id length } tagged: note(id: "note-10") { id tag }',
    isNew: (data) =>
      valueOf(data, 'more', 'length') === 'words of note-10'.length &&
      valueOf(data, 'tagged', 'tag') === 'red',
    rebuilds: ['more.length', 'tagged.tag'],
    present: ['tagged.tag'],
  },
  {
    change: 'a list and a ranking',
    more: 'allNotes(first: 5) { nodes { text } } mostLiked(first: 3) { rank text } place: note(id: "note-2") { id place }',
    isNew: (data) =>
      pageOf(data, 'allNotes').length === 5 &&
      pageOf(data, 'mostLiked').length === 3 &&
      valueOf(data, 'place', 'place') === 1,
    rebuilds: ['allNotes', 'mostLiked', 'place.place'],
    present: ['place.place'],
  },
  {
    change: 'an upcast',
    more: 'more: note(id: "note-10") { id language }',
    isNew: (data) => valueOf(data, 'more', 'language') === 'en',
    rebuilds: ['more.language'],
  },
  {
    change: 'a changed fold',
    more: 'liked: note(id: "note-2") { likes }',
    isNew: (data) => valueOf(data, 'liked', 'likes') === 10,
    rebuilds: [],
  },
  {
    change: 'a renamed read model',
    more: '',
    reads: READS.replace('note(', 'memo('),
    isNew: (data) => valueOf(data, 'memo', 'likes') === 0,
    rebuilds: ['memo', 'notesOf', 'topNotes', 'searchNotes'],
    isSaid: false,
  },
  { change: 'a forgotten event', more: '', isNew: (_data, shop) => stopped(shop), rebuilds: [] },
  {
    change: 'a retired event',
    more: 'liked: note(id: "note-2") { likes }',
    isNew: (data) => valueOf(data, 'liked', 'likes') === 1,
    rebuilds: [],
  },
];

const PAGES: readonly string[] = ['notesOf', 'topNotes', 'searchNotes', 'allNotes', 'mostLiked'];

/** All that one answer says must be true of what was written, or be said to be on its way where that is allowed. */
function checkAnswer({ data, errors = [] }: Answer, { rebuilds, present = [] }: Deployed): void {
  const faults = errors.map(({ path = [], extensions }) => ({
    at: path.join('.'),
    code: extensions?.['code'],
  }));
  expect(faults.filter(({ at, code }) => code !== 'REBUILDING' || !rebuilds.includes(at))).toEqual([]);
  const waits = (place: string): boolean => faults.some(({ at }) => at === place);
  for (const root of Object.keys(data ?? {}).filter((name) => !waits(name))) {
    if (PAGES.includes(root)) expect(pageOf(data, root).length, root).toBeGreaterThan(0);
    else expect(valueOf(data, root), root).toMatchObject({});
  }
  for (const place of present.filter((each) => !waits(each))) {
    expect(valueOf(data, ...place.split('.')), place).not.toBeNull();
  }
}

it.each(DEPLOYED)('$change', async (deployed) => {
  const { change, more, reads = READS, isNew, isSaid = true } = deployed;
  const shop = await deploy(changedNotes[change]);
  let answers = 0;
  let waiting = 0;
  const ask = async (): Promise<Data> => {
    const answer = await shop.ask(`{ ${reads} ${more} }`);
    checkAnswer(answer, deployed);
    answers += 1;
    if (answer.errors) waiting += 1;
    return answer.data;
  };
  try {
    for (let n = 0; n < BEFORE_THE_WORKER; n += 1) await ask();
    const begun = performance.now();
    await shop.startWorker();
    await eventually(change, async () => (isNew(await ask(), shop) ? true : undefined), { everyMs: 5 });
    const ms = Math.round(performance.now() - begun);
    const said = shop.logged.filter(({ message }) =>
      /^note is made otherwise than before: \d+ events/.test(message),
    );
    expect(said).toHaveLength(isSaid ? 1 : 0);
    figures(`${change}, deployed onto ${EVENTS} events`, {
      answers,
      'with a part that was REBUILDING': waiting,
      'until what is new was shown, ms': ms,
      'internal errors, false nulls, pages that were empty because they were new': 0,
    });
  } finally {
    await shop.close();
  }
});
