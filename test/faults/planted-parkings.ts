// Bugs of parking, redriving, discarding and switching, as they would show in the documents. The oracle must see each of them.
import type { RecordedEvent } from '../../src/engine/model/events.ts';
import { foldStore } from '../support/oracle/fold-store.ts';
import { observedProjections } from '../support/observed-modules.ts';
import { changing, jsonOf, keyIn, labelOf, type InDocuments, type Planted } from './planted-bugs.ts';

const LANE = 'order.0';
type Events = readonly RecordedEvent[];

/** Some order whose document comes out otherwise if its events are those that `choose` makes of them. */
const folding =
  (choose: (own: Events) => Events): InDocuments =>
  async (redis, { events }) => {
    const order = observedProjections.find(({ name }) => name === 'order');
    const prefix = await keyIn(redis, LANE, 'doc:');
    for (const id of new Set(events.filter(isOfOrder).map(({ streamId }) => streamId))) {
      const own = events.filter((event) => isOfOrder(event) && event.streamId === id);
      const text = await redis.get(prefix + id);
      if (!order || text === null || own.length < 3) continue;
      const others = events.filter((event) => !own.includes(event));
      const folded = foldStore(order, [...others, ...choose(own)]).documents.get(id) ?? '';
      if (jsonOf(folded) !== jsonOf(text))
        return redis.set(prefix + id, `${labelOf(text)} ${jsonOf(folded)}`);
    }
    throw new Error('Nothing was planted.');
  };

const isOfOrder = ({ category }: RecordedEvent): boolean => category === 'order';

const MARK = JSON.stringify({ code: 'FOLD_FAILED', followers: 0 });

/** A generation that has the checkpoint of the live one and half of what it holds. */
const switchToHalf: InDocuments = async (redis) => {
  const prefix = await keyIn(redis, LANE, '');
  const half = prefix.replace(/:[^:]+:$/, ':v1-half.000:');
  const keys = (await redis.keys(`${prefix.replaceAll(/[{}]/g, '?')}*`)).sort();
  const documents = keys.filter((key) => key.startsWith(`${prefix}doc:`));
  const left = new Set(documents.slice(documents.length / 2));
  for (const key of keys.filter((each) => !left.has(each))) {
    await redis.copy(key, half + key.slice(prefix.length));
  }
  await redis.del(keys);
  return redis.set(`slip:{test:${LANE}}:live`, 'v1-half.000|live');
};

export const aboutParking: readonly Planted<InDocuments>[] = [
  {
    bug: 'a document is still parked when all is mended',
    plant: changing(LANE, (text) => `${labelOf(text)} !${MARK}\n${jsonOf(text)}`),
    caught: /^order document \S+ is \d+ \d+ !/,
  },
  {
    bug: 'operators see a document as parked that is not',
    plant: async (redis) => redis.zadd(await keyIn(redis, LANE, 'parked'), 0, 'order-1'),
    caught: /^order.0 parked order-1 belongs to nothing/,
  },
  {
    bug: 'events that waited behind a parked one were folded in the wrong order',
    plant: folding((own) => [...own.slice(0, -2), ...own.slice(-2).toReversed()]),
    caught: /^order document \S+ is .* but should be/,
  },
  {
    bug: 'a redrive has lost the events that waited',
    plant: folding((own) => own.slice(0, 1)),
    caught: /^order document \S+ is .* but should be/,
  },
  {
    bug: 'a redrive has folded events twice',
    plant: folding((own) => [...own, ...own.slice(1)]),
    caught: /^order document \S+ is .* but should be/,
  },
  {
    bug: 'a discard has skipped a good event',
    plant: folding((own) => own.toSpliced(1, 1)),
    caught: /^order document \S+ is .* but should be/,
  },
  {
    bug: 'readers were switched to a generation that is not complete',
    plant: switchToHalf,
    caught: /^order document \S+ is missing/,
  },
];
