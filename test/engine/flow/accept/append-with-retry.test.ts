import { describe, expect, test } from 'vitest';
import { appendWithRetry } from '../../../../src/engine/flow/accept/commands/append-with-retry.ts';
import { SlipstreamError } from '../../../../src/engine/model/errors.ts';
import type {
  AppendOutcome,
  CommandAppend,
  StoredOutcome,
} from '../../../../src/engine/model/event-store.ts';
import { accepted, opened } from '../../../support/appends.ts';

const lost = new SlipstreamError('STORE_UNAVAILABLE', 'lost', { details: { applied: 'unknown' } });
const away = new SlipstreamError('STORE_UNAVAILABLE', 'away', { details: { applied: false } });
const wordless = new SlipstreamError('STORE_FAILED', 'something broke', { details: { state: '' } });
const refusedBySql = new SlipstreamError('STORE_FAILED', 'bug', { details: { state: '42601' } });

type Answer = SlipstreamError | AppendOutcome;

/** The part of a store that appends, with the answers that arrive, in turn. */
function storeThat(...answers: readonly Answer[]) {
  const asked: (readonly CommandAppend[])[] = [];
  return {
    asked,
    append: async (commands: readonly CommandAppend[]): Promise<readonly AppendOutcome[]> => {
      const answer = answers[asked.push(commands) - 1];
      if (!answer || answer instanceof SlipstreamError) throw answer ?? new Error('asked too often');
      return [answer];
    },
  };
}

const command = accepted([['counter/c', 0, opened()]]);
const appended: AppendOutcome = { kind: 'appended', version: 1, position: '7' };

function replayed(differently: Partial<StoredOutcome> = {}): AppendOutcome {
  return {
    kind: 'replayed',
    stored: {
      streamId: command.streamId,
      inputHash: command.inputHash,
      accepted: { version: 1, position: '7' },
      ...differently,
    },
  };
}

describe('an append whose answer', () => {
  test('arrives is asked once', async () => {
    const store = storeThat(appended);
    expect(await appendWithRetry(store, [command])).toEqual([appended]);
    expect(store.asked).toHaveLength(1);
  });

  test.each([
    ['says that nothing was done', away],
    ['is a refusal of the statement', refusedBySql],
  ])('%s fails as it is', async (_, error) => {
    const store = storeThat(error);
    await expect(appendWithRetry(store, [command])).rejects.toBe(error);
    expect(store.asked).toHaveLength(1);
  });

  test.each([
    ['is lost', lost],
    ['comes from nobody who could know', wordless],
  ])('%s is asked for again, and what the first try stored is its own outcome', async (_, error) => {
    const store = storeThat(error, replayed());
    expect(await appendWithRetry(store, [command])).toEqual([appended]);
    expect(store.asked).toEqual([[command], [command]]);
  });

  test('is lost for good is unknown, also if the last try surely did nothing', async () => {
    const store = storeThat(lost, away, away);
    await expect(appendWithRetry(store, [command])).rejects.toMatchObject({
      code: 'COMMAND_OUTCOME_UNKNOWN',
      cause: lost,
    });
    expect(store.asked).toHaveLength(3);
  });

  test.each([
    ['of another stream, which an earlier request made', { streamId: 'another' }],
    ['of other input', { inputHash: 'another' }],
    ['at another version', { accepted: { version: 2, position: '7' } }],
  ])('is lost, and what is stored is %s, is a repetition', async (_, differently) => {
    const stored = replayed(differently);
    expect(await appendWithRetry(storeThat(lost, stored), [command])).toEqual([stored]);
  });
});
