// Tokens that were verified a moment ago: asked for once in half a minute, and never beyond their end.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { knownTokens } from '../../../../src/engine/host/authentication/known-tokens.ts';
import type { Caller } from '../../../../src/engine/model/caller.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const callerOf = (principal: string, endsInMs: number): Caller => ({
  ...{ principal, roles: [], claims: {} },
  expiresAt: Date.now() + endsInMs,
});

it('is verified once in half a minute, each by its own text', async () => {
  const read = vi.fn(async (token: string) => callerOf(token, 3_600_000));
  const known = knownTokens(read);
  for (const token of ['ada', 'bob', 'ada', 'ada']) expect((await known(token))?.principal).toBe(token);
  expect(read).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(30_000);
  await known('ada');
  expect(read).toHaveBeenCalledTimes(3);
});

it('is looked at again when it has ended', async () => {
  const read = vi.fn<(token: string) => Promise<Caller | undefined>>();
  const known = knownTokens(read);
  read.mockResolvedValueOnce(callerOf('ada', 10_000)).mockResolvedValue(undefined);
  expect(await known('t')).toBeDefined();
  vi.advanceTimersByTime(9_999);
  expect(await known('t')).toBeDefined();
  vi.advanceTimersByTime(1);
  expect(await known('t')).toBeUndefined();
});

it('is not known by what was refused, and fails as its check does', async () => {
  const read = vi.fn<(token: string) => Promise<Caller | undefined>>();
  const known = knownTokens(read);
  read.mockResolvedValueOnce(undefined).mockRejectedValueOnce(new Error('no key'));
  expect(await known('t')).toBeUndefined();
  await expect(known('t')).rejects.toThrow('no key');
  expect(read).toHaveBeenCalledTimes(2);
});

it('keeps no more than a few megabytes of them', async () => {
  const read = vi.fn(async () => callerOf('ada', 3_600_000));
  const known = knownTokens(read);
  const token = (number: number): string => `${number}`.padEnd(10_000, 'x');
  for (let number = 0; number < 1_000; number += 1) await known(token(number));
  await known(token(999));
  expect(read).toHaveBeenCalledTimes(1_000);
  await known(token(0));
  expect(read).toHaveBeenCalledTimes(1_001);
});
