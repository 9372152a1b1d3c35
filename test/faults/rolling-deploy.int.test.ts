// An old and a new API and worker side by side over a deploy that adds an event type, changes a fold and adds a list: nobody who
// reads by either sees an error, a version that falls, or what is there said not to be.
import { afterAll, expect, it, vi } from 'vitest';
import { notesOfToday, notesOfTomorrow } from '../support/notes-domain.ts';
import { eventually } from '../support/eventually.ts';
import { figures, sized } from '../support/proof.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShop, type Shop } from '../support/shop.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const NOTES = sized(100, 5000);
const database = withDatabase();
const redis = withRedis();
const started: Shop[] = [];
afterAll(async () => {
  for (const shop of started.splice(0)) await shop.close();
});

async function deploy(module: typeof notesOfToday): Promise<Shop> {
  const shop = await startShop({ databaseUrl: database().url, redisUrl: redis().url, modules: [module] });
  started.push(shop);
  return shop;
}

async function send({ api }: Shop, command: string, input: Readonly<Record<string, unknown>>): Promise<void> {
  const outcome = await api.services.commands.dispatch({
    ...{ command, input, principal: 'ann', correlationId: 'deploy' },
  });
  if (!outcome.accepted) throw new Error(`${command}: ${outcome.rejection.message}`);
}

const READS = `{
  note(id: "note-1") { version likes }
  liked: note(id: "note-2") { version likes }
  notesOf(author: "ada", first: 3) { nodes { id version } }
  topNotes(first: 2) { rank text }
}`;

/** Reads until it is stopped, as a client does that was there before the deploy. */
function watch(shop: Shop) {
  const faults: string[] = [];
  const seen = new Map<string, number>();
  let [answers, isStopped] = [0, false];
  const look = (name: string, value: unknown): void => {
    const version = value instanceof Object && 'version' in value ? Number(value.version) : Number.NaN;
    if (!(version >= (seen.get(name) ?? 0))) faults.push(`${name} at ${version} after ${seen.get(name)}`);
    seen.set(name, version);
  };
  const run = async (): Promise<void> => {
    while (!isStopped) {
      const { data, errors = [] } = await shop.ask(READS);
      faults.push(...errors.map(({ message, extensions }) => `${String(extensions?.['code'])}: ${message}`));
      look('note-1', data?.['note']);
      look('note-2', data?.['liked']);
      if (JSON.stringify(data?.['notesOf']).split('version').length !== 4) faults.push('a page is not full');
      answers += 1;
    }
  };
  const running = run();
  return {
    faults,
    answers: () => answers,
    stop: async (): Promise<void> => {
      isStopped = true;
      await running;
    },
  };
}

it('old and new code, side by side', async () => {
  const old = await deploy(notesOfToday);
  await old.startWorker();
  const ids = Array.from({ length: NOTES }, (_, n) => `note-${n + 1}`);
  await Promise.all(
    ids.map((noteId) => send(old, 'writeNote', { noteId, author: 'ada', text: `text of ${noteId}` })),
  );
  await send(old, 'likeNote', { noteId: 'note-2', by: 'bob' });
  const liked = (shop: Shop, likes: number) =>
    eventually(`${likes} likes`, async () => {
      const { data } = await shop.ask('{ note(id: "note-2") { likes } }');
      return JSON.stringify(data) === `{"note":{"likes":${likes}}}` || undefined;
    });
  await liked(old, 1);
  const before = watch(old);

  const next = await deploy(notesOfTomorrow);
  const after = watch(next);
  await next.startWorker();
  await liked(next, 10);
  // Still served by the old API, of documents that the new worker folds.
  await send(old, 'likeNote', { noteId: 'note-2', by: 'cia' });
  await Promise.all([liked(old, 20), liked(next, 20)]);
  await send(next, 'archiveNote', { noteId: 'note-1', by: 'ann' });
  await eventually('the archived note', async () => {
    const { data } = await next.ask('{ note(id: "note-1") { text } }');
    return JSON.stringify(data).includes('(archived)') || undefined;
  });
  await send(old, 'likeNote', { noteId: 'note-2', by: 'dan' });
  await Promise.all([liked(old, 30), liked(next, 30)]);
  const { data, errors } = await next.ask('{ allNotes(first: 3) { nodes { id } } }');
  expect(errors).toBeUndefined();
  expect(JSON.stringify(data)).toMatch(/note-\d+.*note-\d+.*note-\d+/);

  await Promise.all([before.stop(), after.stop()]);
  expect([before.faults, after.faults]).toEqual([[], []]);
  expect([...old.logged, ...next.logged].filter(({ message }) => message.includes('parked'))).toEqual([]);
  figures('an event type, another fold and a list more, deployed beside the old code', {
    notes: NOTES,
    'answers of the old API': before.answers(),
    'answers of the new API': after.answers(),
    'errors, versions that fell': 0,
  });
});
