// Revocations as a process knows them: told within seconds, and kept as they are while nobody answers.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchRevocations } from '../../../../src/engine/host/authentication/watch-revocations.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import type { Revocation } from '../../../../src/engine/model/revocation.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ADA = { principal: 'ada', tokenId: 'one' };
const HOUR_MS = 3_600_000;

async function watched() {
  let known: readonly Revocation[] | Error = [];
  const warnings: string[] = [];
  const store = {
    all: async () => {
      if (known instanceof Error) throw known;
      return known;
    },
  };
  const logger = { ...silentLogger, warn: (_: object, message: string) => void warnings.push(message) };
  const revocations = await watchRevocations(store, logger);
  return { revocations, warnings, now: (next: typeof known) => (known = next) };
}

const revoked = (kind: 'token' | 'caller', id: string): Revocation => ({
  ...{ kind, id },
  until: Date.now() + HOUR_MS,
});

it('is told within five seconds, once, to whoever follows by that token', async () => {
  const { revocations, now } = await watched();
  const [notified, other] = [vi.fn(), vi.fn()];
  revocations.onRevoked(ADA, notified);
  revocations.onRevoked({ ...ADA, tokenId: 'two' }, other);
  expect(revocations.isRevoked(ADA)).toBe(false);
  now([revoked('token', 'one')]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(revocations.isRevoked(ADA)).toBe(true);
  await vi.advanceTimersByTimeAsync(5_000);
  expect([notified.mock.calls.length, other.mock.calls.length]).toEqual([1, 0]);
  revocations.close();
});

it('is not told to whoever has stopped following', async () => {
  const { revocations, now } = await watched();
  const notified = vi.fn();
  revocations.onRevoked(ADA, notified)();
  now([revoked('caller', 'ada')]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(notified).not.toHaveBeenCalled();
  revocations.close();
});

it('holds on while the store is away, is warned of once, and goes on when it is back', async () => {
  const { revocations, warnings, now } = await watched();
  now([revoked('caller', 'ada')]);
  await vi.advanceTimersByTimeAsync(1_000);
  now(new Error('away'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(revocations.isRevoked(ADA)).toBe(true);
  expect(warnings).toHaveLength(1);
  now([revoked('caller', 'ada'), revoked('caller', 'bob')]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(revocations.isRevoked({ principal: 'bob', tokenId: undefined })).toBe(true);
  now(new Error('away again'));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(warnings).toHaveLength(2);
  revocations.close();
});

it('ends when its time has come, without another look', async () => {
  const { revocations, now } = await watched();
  now([revoked('token', 'one')]);
  await vi.advanceTimersByTimeAsync(1_000);
  now(new Error('away'));
  await vi.advanceTimersByTimeAsync(HOUR_MS);
  expect(revocations.isRevoked(ADA)).toBe(false);
  revocations.close();
});
