import { expect, test, vi } from 'vitest';
import { boundedCommand, type Attempt } from '../../../../src/engine/flow/accept/commands/bounded-command.ts';

const never = new Promise<never>(() => {});
const bound = { ms: 20, commandId: 'c1' };

test('a command that was not sent to the store in time was surely not done, and never is', async () => {
  let late: Attempt | undefined;
  const run = async (attempt: Attempt): Promise<never> => {
    late = attempt;
    return never;
  };
  await expect(boundedCommand(run, bound)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    details: { applied: false },
  });
  expect(() => late?.begin()).toThrow('did not answer');
});

test('of one that was sent the outcome is unknown, unless it is known not to be stored', async () => {
  const sent = async (attempt: Attempt): Promise<never> => {
    attempt.begin();
    return never;
  };
  await expect(boundedCommand(sent, bound)).rejects.toMatchObject({
    code: 'COMMAND_OUTCOME_UNKNOWN',
    details: { commandId: 'c1' },
  });
  const conflicted = async (attempt: Attempt): Promise<never> => {
    attempt.begin();
    attempt.undone();
    return never;
  };
  await expect(boundedCommand(conflicted, bound)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});

test('one that is in time has its own outcome, and leaves no timer', async () => {
  vi.useFakeTimers();
  await expect(boundedCommand(async () => 'done', bound)).resolves.toBe('done');
  await expect(boundedCommand(() => Promise.reject(new Error('a bug')), bound)).rejects.toThrow('a bug');
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
