import { describe, expect, test } from 'vitest';
import { takeBatch } from '../../../../src/engine/flow/accept/commands/append-batches.ts';
import { LIMITS } from '../../../../src/engine/model/limits.ts';
import { accepted, opened, refused } from '../../../support/appends.ts';

const to = (bytes: number, ...streams: readonly string[]) => ({
  append: accepted(streams.map((id) => [`counter/${id}`, 0, opened()] as const)),
  bytes,
});

describe('a batch of appends', () => {
  test('has no stream twice; the later command waits, those behind it do not', () => {
    const waiting = [to(1, 'a'), to(1, 'b', 'a'), to(1, 'b'), to(1, 'a'), { append: refused(), bytes: 1 }];
    expect(takeBatch(waiting)).toEqual([waiting[0], waiting[2], waiting[4]]);
  });

  test('has a limited number of commands', () => {
    const waiting = Array.from({ length: LIMITS.commandsPerAppend + 1 }, (_, n) => to(1, `s${n}`));
    expect(takeBatch(waiting)).toEqual(waiting.slice(0, -1));
  });

  test('has one of each caller in turns, so that many of one delay nobody', () => {
    const of = (principal: string, stream: string) => {
      const waiting = to(1, stream);
      return { ...waiting, append: { ...waiting.append, principal } };
    };
    const many = Array.from({ length: 1000 }, (_, n) => of('ann', `a${n}`));
    const bobs = [of('bob', 'b1'), of('bob', 'b2')];
    const cid = of('cid', 'c');
    const batch = takeBatch([...many, ...bobs, cid]);
    expect(batch.slice(0, 6)).toEqual([many[0], bobs[0], cid, many[1], bobs[1], many[2]]);
    expect(batch).toHaveLength(LIMITS.commandsPerAppend);
  });

  test('has limited bytes, but never no command', () => {
    const half = LIMITS.appendBytes / 2;
    const waiting = [to(half, 'a'), to(half, 'b'), to(1, 'c')];
    expect(takeBatch(waiting)).toEqual(waiting.slice(0, 2));
    expect(takeBatch([to(LIMITS.appendBytes + 1, 'a'), to(1, 'b')])).toHaveLength(1);
  });
});
