import { describe, expect, it } from 'vitest';
import { createSharedReads } from '../../../../../src/engine/flow/read/subscriptions/shared-reads.ts';
import type { DocumentRead } from '../../../../../src/engine/model/documents.ts';

const named = (id: string) => ({ projection: 'counter', id, name: `counter/${id}` });
const key = named('a');
const at = (position: number) => ({ incarnation: 'i', position: String(position) });
const readAt = (position: number, changes: Partial<DocumentRead> = {}): DocumentRead => ({
  state: 'live',
  checkpoint: String(position),
  incarnation: 'i',
  document: { id: 'a', version: position, position: String(position), body: {} },
  ...changes,
});

const turns = async () => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

/** A reader whose reads look at `stored` when the test lets them. */
function setUp() {
  const pending: (() => void)[] = [];
  const state = { stored: readAt(1), calls: 0 };
  const reads = createSharedReads({
    read: () => {
      state.calls += 1;
      return new Promise((resolve) => pending.push(() => resolve([state.stored])));
    },
  });
  const answer = async () => {
    await turns();
    pending.shift()?.();
  };
  return { reads, state, answer };
}

describe('shared reads', () => {
  it('are one read for however many ask', async () => {
    const { reads, state, answer } = setUp();
    const asked = Array.from({ length: 100 }, () => reads.read(key, at(1)));
    await answer();
    const documents = await Promise.all(asked);
    expect(new Set(documents).size).toBe(1);
    expect(documents[0]?.version).toBe(1);
    expect((await reads.read(key, at(1)))?.version).toBe(1);
    expect(state.calls).toBe(1);
  });

  it('are read once more together if what was under way began too early', async () => {
    const { reads, state, answer } = setUp();
    const older = reads.read(key, at(1));
    await turns();
    const newer = Array.from({ length: 10 }, () => reads.read(key, at(2)));
    await answer();
    expect((await older)?.version).toBe(1);
    state.stored = readAt(2);
    await answer();
    expect((await Promise.all(newer)).map((document) => document?.version)).toEqual(
      Array.from({ length: 10 }, () => 2),
    );
    expect(state.calls).toBe(2);
  });

  it.each([
    ['older', readAt(1)],
    ['gone', readAt(2, { document: null })],
    ['of another store', readAt(2, { incarnation: 'j' })],
    ['being filled', readAt(2, { state: 'filling' })],
  ])('are nothing if what is stored is %s', async (_why, stored) => {
    const { reads, state, answer } = setUp();
    state.stored = stored;
    const asked = reads.read(key, at(2));
    await answer();
    expect(await asked).toBeUndefined();
  });

  it('keep what was read elsewhere, of a bounded number of documents', async () => {
    const { reads, state, answer } = setUp();
    reads.keep(key, readAt(5));
    expect((await reads.read(key, at(5)))?.version).toBe(5);
    expect(state.calls).toBe(0);
    for (let index = 0; index < 128; index += 1) reads.keep(named(`other-${index}`), readAt(5));
    state.stored = readAt(6);
    const asked = reads.read(key, at(5));
    await answer();
    expect((await asked)?.version).toBe(6);
    expect(state.calls).toBe(1);
  });

  it('forget a read that failed', async () => {
    let fails = true;
    const reads = createSharedReads({
      read: async () => (fails ? Promise.reject(new Error('away')) : [readAt(1)]),
    });
    await expect(reads.read(key, at(1))).rejects.toThrow('away');
    fails = false;
    expect((await reads.read(key, at(1)))?.version).toBe(1);
  });
});
