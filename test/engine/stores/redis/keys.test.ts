import { describe, expect, test } from 'vitest';
import { embeddersName, storeKeys } from '../../../../src/engine/model/store-keys.ts';
import { rankingIndex } from '../../../../src/engine/shapes/ranking/declare.ts';
import { decodeNotice, encodeNotice } from '../../../../src/engine/model/notice-text.ts';
import {
  decodeCheckpoint,
  decodeDocument,
  decodeGeneration,
  encodeCheckpoint,
  encodeDocument,
} from '../../../../src/engine/stores/stored-texts.ts';

const keys = storeKeys('k3');
const lane = { projection: 'orderSummary', lane: 3 };

test('keys are these, and operators may rely on them', () => {
  expect([
    keys.live(lane),
    keys.next(lane),
    keys.wanted(lane),
    keys.replaced(lane),
    keys.paused(lane),
    keys.checkpoint(lane, 'ab.12'),
    keys.document(lane, 'ab.12', 'o-1'),
    keys.reference(lane, 'ab.12', { name: 'customer', id: 'c-1' }),
    keys.index(lane, 'ab.12', embeddersName({ name: 'customer', id: 'c-1' })),
    keys.index(lane, 'ab.12', rankingIndex('leaderboard')),
    keys.ofGeneration(lane, 'ab.12'),
    keys.notices(lane),
    keys.bellPrefix,
    keys.owner,
    keys.held,
    keys.operation(7),
  ]).toEqual([
    'slip:{k3:orderSummary.3}:live',
    'slip:{k3:orderSummary.3}:next',
    'slip:{k3:orderSummary.3}:wanted',
    'slip:{k3:orderSummary.3}:replaced',
    'slip:{k3:orderSummary.3}:paused',
    'slip:{k3:orderSummary.3}:ab.12:at',
    'slip:{k3:orderSummary.3}:ab.12:doc:o-1',
    'slip:{k3:orderSummary.3}:ab.12:ref:customer:c-1',
    'slip:{k3:orderSummary.3}:ab.12:in:customer:c-1',
    'slip:{k3:orderSummary.3}:ab.12:rank:leaderboard',
    'slip:{k3:orderSummary.3}:ab.12:*',
    'slip:notice:{k3:orderSummary.3}',
    '{slip-bell:k3}',
    'slip:{k3}:owner',
    'slip:{k3}:held',
    'slip:{k3}:operation:7',
  ]);
  expect(keys.ofGeneration({ projection: 'a*[?]', lane: 0 }, 'x')).toBe(
    String.raw`slip:{k3:a\*\[\?\].0}:x:*`,
  );
});

test.each(['', 'K3', 'a_b', '-a', 'a-', 'a b', 'a}', 'a:b', 'a*', 'ä', 'x'.repeat(33)])(
  'no store can be called "%s"',
  (name) => {
    expect(() => storeKeys(name)).toThrow(expect.objectContaining({ code: 'BAD_STORE_NAME' }));
  },
);

test('of two stores have nothing in common, whatever the two are called', () => {
  for (const [one, other] of [
    ['a', 'b'],
    ['a', 'a-b'],
    ['shop', 'shop2'],
    ['x'.repeat(32), 'x'.repeat(31)],
  ] as const) {
    const spelled = (name: string) => {
      const its = storeKeys(name);
      return [
        its.owner,
        its.held,
        its.bellPrefix,
        its.live(lane),
        its.notices(lane),
        its.document(lane, 'g', 'd'),
      ];
    };
    const others = new Set(spelled(other));
    expect(spelled(one).filter((key) => others.has(key))).toEqual([]);
  }
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
    expect(decodeDocument('o-1', text)).toEqual({ ...document, stored: text });
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
