import { describe, expect, test } from 'vitest';
import {
  checkpointKey,
  documentKey,
  embeddersKey,
  generationPattern,
  liveKey,
  nextKey,
  noticeChannel,
  rankingKey,
  referenceKey,
  replacedKey,
  wantedKey,
} from '../../../../src/engine/flow/read/documents/keys.ts';
import {
  decodeCheckpoint,
  decodeDocument,
  decodeGeneration,
  decodeNotice,
  encodeCheckpoint,
  encodeDocument,
  encodeNotice,
} from '../../../../src/engine/flow/read/documents/stored-texts.ts';

const lane = { projection: 'orderSummary', lane: 3 };

test('keys are these, and operators may rely on them', () => {
  expect([
    liveKey(lane),
    nextKey(lane),
    wantedKey(lane),
    replacedKey(lane),
    checkpointKey(lane, 'ab.12'),
    documentKey(lane, 'ab.12', 'o-1'),
    referenceKey(lane, 'ab.12', { name: 'customer', id: 'c-1' }),
    embeddersKey(lane, 'ab.12', { name: 'customer', id: 'c-1' }),
    rankingKey(lane, 'ab.12', 'leaderboard'),
    generationPattern(lane, 'ab.12'),
    noticeChannel(lane),
  ]).toEqual([
    'slip:{orderSummary.3}:live',
    'slip:{orderSummary.3}:next',
    'slip:{orderSummary.3}:wanted',
    'slip:{orderSummary.3}:replaced',
    'slip:{orderSummary.3}:ab.12:at',
    'slip:{orderSummary.3}:ab.12:doc:o-1',
    'slip:{orderSummary.3}:ab.12:ref:customer:c-1',
    'slip:{orderSummary.3}:ab.12:in:customer:c-1',
    'slip:{orderSummary.3}:ab.12:rank:leaderboard',
    'slip:{orderSummary.3}:ab.12:*',
    'slip:notice:{orderSummary.3}',
  ]);
  expect(generationPattern({ projection: 'a*[?]', lane: 0 }, 'x')).toBe(String.raw`slip:{a\*\[\?\].0}:x:*`);
});

describe('stored texts', () => {
  test('say again what went in', () => {
    const checkpoint = { position: '7', eventId: 'e', incarnation: 'i', batchId: 'b', cursor: 'd' };
    expect(encodeCheckpoint(checkpoint)).toBe('7|e|i|b|d');
    expect(decodeCheckpoint('7|e|i|b|d')).toEqual(checkpoint);
    expect(decodeCheckpoint('0||i|b|')).toMatchObject({ position: '0', eventId: '', cursor: '' });
    expect(decodeGeneration('ab.12|filling')).toEqual({ id: 'ab.12', state: 'filling' });
    const document = { id: 'o-1', position: '9007199254740993', version: 4, body: { a: ' | \n', b: [1] } };
    const text = encodeDocument({ ...document, json: JSON.stringify(document.body) });
    expect(text).toBe('9007199254740993 4 {"a":" | \\n","b":[1]}');
    expect(decodeDocument('o-1', text)).toEqual(document);
    const removed = { ...document, body: null };
    expect(decodeDocument('o-1', encodeDocument({ ...removed, json: '' }))).toEqual(removed);
  });

  test.each(['', 'x', '1', '1 2', '1 x {}', ' 2 {}'])(
    'are refused when they are no document: "%s"',
    (text) => {
      expect(() => decodeDocument('o-1', text)).toThrow(expect.objectContaining({ code: 'CORRUPT_STORE' }));
    },
  );

  test.each(['', '1', '1|e|i|b', '|e|i|b|'])('are refused when they are no checkpoint: "%s"', (text) => {
    expect(() => decodeCheckpoint(text)).toThrow(expect.objectContaining({ code: 'CORRUPT_STORE' }));
  });

  test.each(['', 'ab.12', '|live', 'ab.12|dead'])('are refused when they are no generation: "%s"', (text) => {
    expect(() => decodeGeneration(text)).toThrow(expect.objectContaining({ code: 'CORRUPT_STORE' }));
  });

  test('are ignored on a channel when they are no notice', () => {
    const notice = {
      ...lane,
      ...{ incarnation: 'i', checkpoint: '7', projectedAt: 'now', switched: false },
      documents: [{ id: 'o-1', version: 1, position: '7', eventTypes: ['OrderCreated'] }],
    };
    expect(decodeNotice(encodeNotice(notice))).toEqual(notice);
    for (const text of ['', '{', 'null', '7', '{}', '[]', '{"projection":"order"}']) {
      expect(decodeNotice(text)).toBeUndefined();
    }
  });
});
