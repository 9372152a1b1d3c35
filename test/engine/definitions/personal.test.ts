import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineCommands } from '../../../src/engine/definitions/commands.ts';
import { defineEvents, event } from '../../../src/engine/definitions/events.ts';

const named = (personal: Parameters<typeof event<{ name: string; memberId: string }>>[0]) =>
  event<{ name: string; memberId: string }>(personal);

test('events say whom they are about: the stream is, or a field', () => {
  const own = named({ personal: { subject: 'member', fields: { name: 'Erased' } } });
  expect(() => defineEvents('member', { Joined: own })).not.toThrow();
  expect(() => defineEvents('loan', { Lent: own })).toThrow(
    /are about a member: say the field with its id as `by`/,
  );
  const by = named({ personal: { subject: 'member', by: 'memberId', fields: { name: 'Erased' } } });
  expect(() => defineEvents('loan', { Lent: by })).not.toThrow();
});

test('what makes no sense is refused', () => {
  expect(() =>
    defineEvents('member', { Joined: named({ personal: { subject: 'member', fields: {} } }) }),
  ).toThrow('no field');
  expect(() =>
    defineEvents('loan', {
      Lent: named({ personal: { subject: 'member', by: 'memberId', fields: { memberId: '' } } }),
    }),
  ).toThrow('says whom it is about');
  expect(() => defineEvents('member', { SubjectErased: event() })).toThrow('Every system has its own');
  const { Joined } = defineEvents('member', { Joined: event<{ $sealed?: string }>() });
  expect(() => Joined({ $sealed: 'x' })).toThrow("the engine's own name");
  expect(() =>
    defineCommands('member', {
      join: {
        creates: 'id',
        input: z.object({ id: z.string() }),
        personal: { subject: 'member', fields: ['nme'] },
      },
    }),
  ).toThrow('no input field nme');
});
