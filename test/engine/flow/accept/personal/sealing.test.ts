import { describe, expect, test } from 'vitest';
import { defineEvents, event } from '../../../../../src/engine/definitions/events.ts';
import {
  newKey,
  seal,
  unseal,
  wrappingBy,
} from '../../../../../src/engine/flow/accept/event-store/personal/ciphers.ts';
import {
  commandPlace,
  eventPlace,
  openRows,
} from '../../../../../src/engine/flow/accept/event-store/personal/open-rows.ts';
import {
  joined,
  partedBy,
} from '../../../../../src/engine/flow/accept/event-store/personal/personal-parts.ts';
import { sealAppends } from '../../../../../src/engine/flow/accept/event-store/personal/seal-appends.ts';
import type { SubjectKeys } from '../../../../../src/engine/flow/accept/event-store/personal/subject-keys.ts';
import type { CommandAppend } from '../../../../../src/engine/model/event-store.ts';
import type { JsonObject } from '../../../../../src/engine/model/json.ts';

describe('a sealed text', () => {
  const key = newKey();
  test('is opened by its key at its place', () => {
    const text = seal(key, 'Ada "∞" 🎈', 'here');
    expect(text).not.toContain('Ada');
    expect(unseal(key, text, 'here').toString()).toBe('Ada "∞" 🎈');
    expect(seal(key, 'Ada', 'here')).not.toBe(seal(key, 'Ada', 'here'));
  });
  test('is not opened by another key, at another place, or if it was changed', () => {
    const text = seal(key, 'Ada', 'here');
    expect(() => unseal(newKey(), text, 'here')).toThrow();
    expect(() => unseal(key, text, 'there')).toThrow();
    const bytes = Buffer.from(text, 'base64');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => unseal(key, changed.toString('base64'), 'here')).toThrow();
    }
    for (const short of ['', 'AAAA', text.slice(0, 20)]) expect(() => unseal(key, short, 'here')).toThrow();
  });
});

test('the first data key wraps, all unwrap', () => {
  const [old, changed, alone] = [wrappingBy(['old']), wrappingBy(['new', 'old']), wrappingBy(['new'])];
  const key = newKey();
  const wrapped = old.wrap(key, 'member/ann');
  expect(changed.unwrap(wrapped, 'member/ann')).toEqual(key);
  expect(changed.unwrap(wrapped, 'member/bob')).toBeUndefined();
  expect(alone.unwrap(wrapped, 'member/ann')).toBeUndefined();
  expect(alone.unwrap(changed.wrap(key, 'member/ann'), 'member/ann')).toEqual(key);
  expect(() => wrappingBy([])).toThrow('no data key');
});

test('the personal part is taken out and put back, member by member, in the order in which all is stored', () => {
  const places = { name: 'Erased', tags: [], address: { line: 'Erased', town: null }, phone: null };
  const payload = {
    ...{ id: 'c1', name: 'Ann', phone: null, tags: ['a'] },
    address: { town: 'Bonn', line: 'Street 1', country: 'DE' },
  };
  const { plain, personal } = partedBy(places, payload);
  expect(plain).toEqual({
    ...{ id: 'c1', name: 'Erased', phone: null, tags: [] },
    address: { town: null, line: 'Erased', country: 'DE' },
  });
  expect(personal).toEqual({ name: 'Ann', tags: ['a'], address: { line: 'Street 1', town: 'Bonn' } });
  expect(JSON.stringify(joined(plain, personal ?? {}))).toBe(JSON.stringify(payload));
  expect(partedBy(places, { id: 'c1', address: null })).toEqual({
    plain: { id: 'c1', address: null },
    personal: undefined,
  });
});

const MemberEvents = defineEvents('member', {
  MemberJoined: event<{ name: string; since: number }>({
    personal: { subject: 'member', fields: { name: 'Erased' } },
  }),
  MemberLeft: event<{ since: number }>(),
});
const LoanEvents = defineEvents('loan', {
  BookLent: event<{ memberId: string; to: string | null }>({
    personal: { subject: 'member', by: 'memberId', fields: { to: null } },
  }),
});

/** Keys in memory; those of `erased` are gone. */
function memoryKeys(erased: readonly string[] = []) {
  const keys = new Map<string, Buffer | null>(erased.map((subject) => [subject, null]));
  const recorded: string[] = [];
  const subjectKeys: SubjectKeys = {
    find: async (subjects) => new Map([...keys].filter(([subject]) => subjects.has(subject))),
    make: async (subjects) => {
      for (const subject of subjects) keys.set(subject, newKey());
      return subjectKeys.find(subjects);
    },
    recordStreams: async (places) => {
      recorded.push(...places.map(({ subject, stream }) => `${subject} ${stream}`));
    },
    keyedHash: async () => (text) => text,
  };
  return { keys, recorded, subjectKeys };
}

const command = (parts: Partial<CommandAppend>): CommandAppend => ({
  ...{ commandId: '0b8c3f3e-0000-4000-8000-000000000001', type: 'join', principal: 'p', inputHash: 'h' },
  ...{ payload: {}, streamId: 'ann', streams: [] },
  metadata: { causationId: 'c', correlationId: 'k', principal: 'p' },
  ...parts,
});

describe('commands on their way into the store', () => {
  const definitions = [MemberEvents, LoanEvents];
  const joining = command({
    payload: { name: 'Ann', since: 1 },
    personal: { of: 'member/ann', fields: ['name'] },
    streams: [
      {
        stream: 'member/ann',
        expectedVersion: 2,
        events: [MemberEvents.MemberJoined({ name: 'Ann', since: 1 })],
      },
      { stream: 'loan/1', expectedVersion: 0, events: [LoanEvents.BookLent({ memberId: 'bob', to: 'Bob' })] },
    ],
  });

  test('are sealed with the keys of whom they are about, and opened again', async () => {
    const { recorded, subjectKeys } = memoryKeys();
    const { concerns, seal: sealAll } = sealAppends(definitions, subjectKeys);
    expect(concerns([joining])).toBe(true);
    const [sealed] = await sealAll([joining]);
    expect(JSON.stringify(sealed)).not.toMatch(/Ann|Bob/);
    expect(sealed?.payload).toMatchObject({ name: null, since: 1, $sealed: { of: 'member/ann' } });
    expect(recorded).toEqual(['member/ann member/ann', 'member/bob loan/1']);

    const open = openRows(subjectKeys);
    const [own, other] = sealed?.streams ?? [];
    const rows = [own, other].map((append) => ({
      ...{ stream: append?.stream ?? '', version: (append?.expectedVersion ?? 0) + 1 },
      ...{ type: append?.events[0]?.type ?? '', payload: append?.events[0]?.data },
    }));
    const opened = await open(rows, eventPlace);
    expect(opened.map(({ payload }) => payload)).toEqual([
      { name: 'Erased', since: 1 },
      { memberId: 'bob', to: null },
    ]);
    expect(opened.map(({ whole }) => whole?.())).toEqual([
      { name: 'Ann', since: 1 },
      { memberId: 'bob', to: 'Bob' },
    ]);
    const [asked] = await open(
      [{ id: joining.commandId, type: 'join', payload: sealed?.payload }],
      commandPlace,
    );
    expect(asked?.whole?.()).toEqual({ name: 'Ann', since: 1 });
    const [moved] = await open(
      [{ ...rows[0], version: 9, stream: 'member/ann', type: 'MemberJoined', payload: rows[0]?.payload }],
      eventPlace,
    );
    expect(() => moved?.whole?.()).toThrow("can't be opened");
  });

  test('lose what is personal where the subject is erased, or nobody knows who it is', async () => {
    const { recorded, subjectKeys } = memoryKeys(['member/ann']);
    const nobody = { ...joining, personal: { of: undefined, fields: ['name'] } };
    const sealed = await sealAppends(definitions, subjectKeys).seal([joining, nobody]);
    expect(sealed.map(({ payload }) => payload)).toEqual([
      { name: null, since: 1 },
      { name: null, since: 1 },
    ]);
    expect(sealed[0]?.streams[0]?.events[0]?.data).toEqual({ name: 'Erased', since: 1 });
    expect(recorded.filter((place) => place.startsWith('member/ann'))).toEqual([]);
  });

  test('without anything personal go as they are', () => {
    const leaving = command({
      streams: [
        { stream: 'member/ann', expectedVersion: 1, events: [MemberEvents.MemberLeft({ since: 2 })] },
      ],
    });
    expect(sealAppends(definitions, memoryKeys().subjectKeys).concerns([leaving])).toBe(false);
  });
});

test('rows whose key is gone read as erased, and rows that are plain are the same', async () => {
  const { keys, subjectKeys } = memoryKeys();
  const [sealed] = await sealAppends([MemberEvents], subjectKeys).seal([
    command({
      streams: [
        {
          stream: 'member/ann',
          expectedVersion: 0,
          events: [MemberEvents.MemberJoined({ name: 'Ann', since: 1 })],
        },
      ],
    }),
  ]);
  const payload = sealed?.streams[0]?.events[0]?.data as JsonObject;
  const row = { stream: 'member/ann', version: 1, type: 'MemberJoined', payload };
  const plain = { ...row, payload: { name: 'plain' } };
  const open = openRows(subjectKeys);
  expect((await open([plain], eventPlace))[0]).toBe(plain);
  keys.set('member/ann', null);
  expect(await open([row, plain], eventPlace)).toEqual([
    { ...row, payload: { name: 'Erased', since: 1 } },
    plain,
  ]);
});
