import { describe, expect, it } from 'vitest';
import { UpdateBuffer, type News } from '../../../../../src/engine/flow/read/subscriptions/update-buffer.ts';

const a = 'counter/a';
const b = 'counter/b';
const named = (id: string) => ({ projection: 'counter', id, name: `counter/${id}` });
const NOW = '2026-01-01T00:00:00.000Z';

const news = (version: number, position: number, ...eventTypes: string[]): News => ({
  version,
  position: String(position),
  eventTypes,
  projectedAt: NOW,
});
const stored = (version: number, position: number) => ({
  id: 'a',
  version,
  position: String(position),
  body: {},
});

function bufferSince(version?: number, position?: number) {
  const since = { version, position: position === undefined ? undefined : String(position), resumed: false };
  return new UpdateBuffer([
    { ...named('a'), since },
    { ...named('b'), since },
  ]);
}
/** Takes what has waited longest and sends it as it is. */
function sendNext(buffer: UpdateBuffer) {
  const taken = buffer.take();
  return taken && buffer.send(taken, taken);
}

describe('what one subscriber has not pulled yet', () => {
  it('is the newest state of each document, and a count of what was left out', () => {
    const buffer = bufferSince();
    buffer.begin(a, stored(1, 1), NOW);
    buffer.begin(b, null, NOW);
    for (let version = 2; version <= 5; version += 1)
      buffer.offer(a, news(version, version, `E${version % 2}`));
    buffer.offer(b, news(1, 6, 'F'));
    buffer.offer(a, news(6, 7, 'G'));
    expect(sendNext(buffer)).toMatchObject({
      document: named('a'),
      version: 6,
      coalesced: 4,
      eventTypes: ['E0', 'E1', 'G'],
    });
    expect(sendNext(buffer)).toMatchObject({
      document: named('b'),
      version: 1,
      coalesced: 0,
      eventTypes: ['F'],
    });
    expect(sendNext(buffer)).toBeUndefined();
  });

  it('counts versions that were folded together, without notices of their own', () => {
    const buffer = bufferSince();
    buffer.begin(a, stored(2, 2), NOW);
    const coalescedAt = (version: number, position = version) => {
      buffer.offer(a, news(version, position));
      return sendNext(buffer)?.coalesced;
    };
    expect([coalescedAt(3), coalescedAt(5), coalescedAt(5, 6), coalescedAt(9)]).toEqual([0, 1, 0, 3]);
    buffer.offer(a, news(10, 10));
    expect(coalescedAt(12)).toBe(2);
    for (const position of [13, 14, 15]) buffer.offer(a, news(12, position));
    expect(coalescedAt(13, 16)).toBe(3);
    buffer.offer(a, news(14, 17));
    const taken = buffer.take();
    expect(taken && buffer.send(taken, { version: 16, position: '19' })).toMatchObject({ coalesced: 2 });
  });

  it.each([
    ['a version', { version: 3, position: undefined, resumed: false }, 3],
    ['a token', { version: undefined, position: '3', resumed: false }, 0],
    ['a token to resume, whatever the version was at first', { version: 1, position: '3', resumed: true }, 0],
  ])('counts the versions since the one the client had, if it says which: %s', (_what, since, coalesced) => {
    const buffer = new UpdateBuffer([{ ...named('a'), since }]);
    expect(buffer.begin(a, stored(7, 7), NOW)).toBe(true);
    expect(sendNext(buffer)).toMatchObject({ version: 7, coalesced });
    buffer.offer(a, news(9, 9));
    expect(sendNext(buffer)).toMatchObject({ version: 9, coalesced: 1 });
  });

  it('keeps the order in which documents began to wait, so that none starves', () => {
    const buffer = bufferSince();
    buffer.begin(a, null, NOW);
    buffer.begin(b, null, NOW);
    const sent: unknown[] = [];
    for (let position = 1; position <= 40; position += 2) {
      buffer.offer(a, news(position, position));
      buffer.offer(b, news(position, position + 1));
      buffer.offer(a, news(position + 1, position + 1));
      sent.push(sendNext(buffer)?.document.id);
    }
    expect(new Set(sent.slice(0, 2))).toEqual(new Set(['a', 'b']));
    expect(sent.filter((id) => id === 'a').length).toBe(10);
  });

  it('is bounded, also in event types', () => {
    const buffer = bufferSince();
    buffer.begin(a, null, NOW);
    for (let version = 1; version <= 1000; version += 1)
      buffer.offer(a, news(version, version, `E${version}`));
    const update = sendNext(buffer);
    expect(update?.eventTypes).toHaveLength(32);
    expect(update?.eventTypes.at(-1)).toBe('E1000');
    expect(update?.coalesced).toBe(999);
  });

  it('never holds what is older than or equal to what was sent', () => {
    const buffer = bufferSince();
    buffer.begin(a, stored(1, 1), NOW);
    expect(buffer.offer(a, news(1, 1))).toBe(false);
    expect(buffer.offer(a, news(2, 2))).toBe(true);
    expect(sendNext(buffer)).toMatchObject({ version: 2 });
    expect(buffer.offer(a, news(2, 2))).toBe(false);
    expect(buffer.offer(a, news(1, 1))).toBe(false);
    expect(buffer.compare(a, stored(2, 2), NOW)).toBe(false);
    expect(buffer.compare(a, stored(3, 3), NOW)).toBe(true);
  });

  it('takes a change of an embedded fact for news although the version stays', () => {
    const buffer = bufferSince();
    buffer.begin(a, stored(2, 2), NOW);
    expect(buffer.offer(a, news(2, 9))).toBe(true);
    expect(sendNext(buffer)).toMatchObject({ version: 2, position: '9' });
  });

  it('takes over notices of what a read has already shown', () => {
    const buffer = bufferSince();
    buffer.begin(a, null, NOW);
    buffer.offer(a, news(1, 1, 'A'));
    const taken = buffer.take();
    buffer.offer(a, news(2, 2, 'B'));
    const sent = taken && buffer.send(taken, { version: 3, position: '3' });
    expect(sent).toMatchObject({ version: 3, position: '3', coalesced: 2, eventTypes: ['A', 'B'] });
    expect(buffer.take()).toBeUndefined();
    expect(buffer.offer(a, news(3, 3))).toBe(false);
  });

  it('keeps a notice that is newer than what a read has shown', () => {
    const buffer = bufferSince();
    buffer.begin(a, null, NOW);
    buffer.offer(a, news(1, 1, 'A'));
    const taken = buffer.take();
    buffer.offer(a, news(2, 2, 'B'));
    expect(taken && buffer.send(taken, { version: 1, position: '1' })).toMatchObject({
      version: 1,
      coalesced: 0,
    });
    expect(sendNext(buffer)).toMatchObject({ version: 2, eventTypes: ['B'] });
  });

  it('does not send what is not news any more', () => {
    const buffer = bufferSince();
    buffer.begin(a, null, NOW);
    buffer.offer(a, news(3, 3));
    const taken = buffer.take();
    expect(taken && buffer.send(taken, { version: 4, position: '4' })).toMatchObject({ version: 4 });
    expect(taken && buffer.send(taken, taken)).toBeUndefined();
    expect(taken && buffer.send(taken, { version: 4, position: '4' })).toBeUndefined();
  });

  it('is an error if versions would fall: the read model counts them anew', () => {
    const buffer = bufferSince();
    buffer.begin(a, null, NOW);
    buffer.offer(a, news(5, 5));
    sendNext(buffer);
    buffer.offer(a, news(2, 6));
    expect(() => sendNext(buffer)).toThrow(expect.objectContaining({ code: 'REBUILDING' }));
  });

  it('knows nothing of documents that are not followed', () => {
    const buffer = bufferSince();
    const other = 'counter/c';
    expect(buffer.offer(other, news(1, 1))).toBe(false);
    expect(buffer.begin(other, stored(1, 1), NOW)).toBe(false);
    expect(buffer.compare(other, stored(1, 1), NOW)).toBe(false);
  });
});

describe('where a subscription begins', () => {
  it('is what is stored, if the client asked for nothing', () => {
    const buffer = bufferSince();
    expect(buffer.begin(a, stored(7, 7), NOW)).toBe(false);
    expect(buffer.take()).toBeUndefined();
  });

  it.each([
    [6, undefined, true],
    [7, undefined, false],
    [8, undefined, false],
    [undefined, 69, true],
    [undefined, 70, false],
    [undefined, 71, false],
    [7, 69, true],
    [6, 71, true],
    [8, 69, false],
  ])('with version 7 at 70 and since version %s and position %s is told: %s', (version, position, told) => {
    const buffer = bufferSince(version, position);
    expect(buffer.begin(a, stored(7, 70), NOW)).toBe(told);
    const sent = sendNext(buffer);
    expect(sent !== undefined).toBe(told);
    if (sent) expect(sent).toMatchObject({ version: 7, position: '70', projectedAt: NOW, eventTypes: [] });
    expect(buffer.offer(a, news(9, 90))).toBe(true);
  });

  it('lets nothing out that the client has seen from the write model, when the read model comes after', () => {
    const byVersion = bufferSince(8);
    byVersion.begin(a, stored(6, 60), NOW);
    expect(byVersion.offer(a, news(7, 70))).toBe(false);
    expect(byVersion.offer(a, news(9, 90))).toBe(true);
    const byPosition = bufferSince(undefined, 80);
    byPosition.begin(a, stored(6, 60), NOW);
    expect(byPosition.offer(a, news(7, 80))).toBe(false);
    expect(byPosition.offer(a, news(8, 81))).toBe(true);
  });

  it('counts notices that came before the first read, if they are newer than that', () => {
    const buffer = bufferSince();
    buffer.offer(a, news(2, 2));
    buffer.offer(b, news(2, 2));
    expect(buffer.begin(a, stored(1, 1), NOW)).toBe(true);
    expect(buffer.begin(b, stored(2, 2), NOW)).toBe(false);
    expect(sendNext(buffer)).toMatchObject({ document: named('a'), version: 2 });
    expect(sendNext(buffer)).toBeUndefined();
  });

  it('is unknown while the read model is filled: then its first state is news', () => {
    const buffer = bufferSince();
    expect(buffer.compare(a, stored(3, 3), NOW)).toBe(true);
    expect(sendNext(buffer)).toMatchObject({ version: 3 });
    expect(buffer.compare(b, null, NOW)).toBe(false);
    expect(buffer.offer(b, news(1, 4))).toBe(true);
  });

  it('is unknown while the read model is filled: then its first state is news if the client has not seen it', () => {
    const buffer = bufferSince(3);
    expect(buffer.compare(a, stored(3, 3), NOW)).toBe(false);
    expect(buffer.offer(a, news(3, 4))).toBe(true);
    expect(buffer.compare(b, stored(4, 4), NOW)).toBe(true);
  });
});
