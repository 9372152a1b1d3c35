import { describe, expect, test } from 'vitest';
import { readable, upcasterFor } from '../../../../src/engine/flow/accept/event-store/upcast-events.ts';
import { defineEvents, event } from '../../../../src/engine/definitions/events.ts';

const PersonEvents = defineEvents(
  'person',
  {
    PersonNamed: event<
      { first: string; last: string; title: string | null },
      [{ name: string }, { first: string; last: string }]
    >({
      upcasts: [
        ({ name }) => {
          const [first = '', last = ''] = name.split(' ');
          return { first, last };
        },
        (data) => ({ ...data, title: null }),
      ],
    }),
  },
  { retired: ['PersonLost'] },
);
const toEvent = upcasterFor([PersonEvents]);
const row = (type: string, schemaVersion: number, payload: unknown) => ({
  position: '7',
  id: 'id',
  stream: 'person/ann',
  version: 2,
  type,
  schemaVersion,
  payload,
  metadata: { causationId: 'c', correlationId: 'k', principal: 'p' },
  recordedAt: '2026-01-01T00:00:00.000Z',
  occurredAt: '2025-01-01T00:00:00.000Z',
});

describe('a stored event', () => {
  test.each([
    [1, { name: 'Ann Other' }, { first: 'Ann', last: 'Other', title: null }],
    [2, { first: 'Ann', last: 'Other' }, { first: 'Ann', last: 'Other', title: null }],
    [3, { first: 'A', last: 'O', title: 'Dr' }, { first: 'A', last: 'O', title: 'Dr' }],
  ])('of schema version %i becomes one of the newest', (schemaVersion, payload, data) => {
    const { stream: _stream, payload: _payload, ...rest } = row('PersonNamed', 3, payload);
    expect(toEvent(row('PersonNamed', schemaVersion, payload))).toEqual({
      ...rest,
      category: 'person',
      streamId: 'ann',
      data,
    });
  });

  test('of a type or version the code does not know is an alarm that names it', () => {
    const unknown = (type: string, schemaVersion: number) => () =>
      readable(toEvent(row(type, schemaVersion, {})));
    expect(unknown('PersonMoved', 1)).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_EVENT_TYPE',
        message: expect.stringContaining('PersonMoved'),
        details: { type: 'PersonMoved', schemaVersion: 1, position: '7' },
      }),
    );
    expect(unknown('PersonNamed', 4)).toThrow(expect.objectContaining({ code: 'UNKNOWN_EVENT_TYPE' }));
    expect(unknown('toString', 1)).toThrow(expect.objectContaining({ code: 'UNKNOWN_EVENT_TYPE' }));
  });

  test('of a retired type is read as it is, in its own category only', () => {
    const lost = { since: '2025' };
    expect(readable(toEvent(row('PersonLost', 7, lost)))).toMatchObject({ type: 'PersonLost', data: lost });
    const elsewhere = { ...row('PersonLost', 1, lost), stream: 'other/ann' };
    expect(() => readable(toEvent(elsewhere))).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_EVENT_TYPE' }),
    );
    const names = { PersonLost: event<{ since: string }>() };
    expect(() => defineEvents('person', names, { retired: ['PersonLost'] })).toThrow(/retired and declared/);
  });

  test('that its upcast cannot read is a bug that names it', () => {
    const failing = expect.objectContaining({
      code: 'UPCAST_FAILED',
      details: { type: expect.any(String), position: '7' },
      cause: expect.any(TypeError),
    });
    expect(() => readable(toEvent(row('PersonNamed', 1, {})))).toThrow(failing);
    expect(() => toEvent(row('PersonNamed', 1, {})).data).toThrow(failing);
  });
});

test('an event type belongs to one context', () => {
  const Others = defineEvents('other', { PersonNamed: event<Record<never, never>>() });
  expect(() => upcasterFor([PersonEvents, Others])).toThrow(
    expect.objectContaining({ code: 'BAD_DEFINITION' }),
  );
});
