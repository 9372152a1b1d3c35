import { expect, it } from 'vitest';
import { openTokenSession } from '../../../src/engine/graphql/token-session.ts';
import { encodeToken } from '../../../src/engine/model/token.ts';
import { UNSIGNED } from '../../../src/engine/graphql/signer.ts';
import { tokenAt } from '../../support/memory-services.ts';

const opened = (sent: string | undefined) => openTokenSession(sent, UNSIGNED.tokens);

it('knows no token where none was sent or seen', () => {
  expect(opened(undefined).highest()).toBeUndefined();
  expect(opened('').after).toBeUndefined();
});

it('is at the highest token seen, compared as numbers', () => {
  const session = opened(undefined);
  for (const position of [9, 100, 20]) session.saw(tokenAt(position));
  expect(session.highest()).toBe(tokenAt(100));
});

it('never goes below what the client sent', () => {
  const session = opened(tokenAt(50));
  expect(session.highest()).toBe(tokenAt(50));
  session.saw(tokenAt(7));
  expect(session.highest()).toBe(tokenAt(50));
  session.saw(tokenAt(51));
  expect(session.highest()).toBe(tokenAt(51));
});

it('hands a malformed token to the reads but never gives it back', () => {
  const session = opened('nonsense');
  expect(session.after).toBe('nonsense');
  expect(session.highest()).toBeUndefined();
  session.saw(tokenAt(7));
  expect(session.highest()).toBe(tokenAt(7));
});

it('believes the store it has asked, not a token of another one', () => {
  const other = encodeToken({ incarnation: '99999999-ac96-774b-bcce-b302099a8057', position: '1000' });
  const session = opened(other);
  session.saw(tokenAt(7));
  expect(session.highest()).toBe(tokenAt(7));
});
