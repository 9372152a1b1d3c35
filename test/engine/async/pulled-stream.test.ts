import { describe, expect, it, vi } from 'vitest';
import { PulledStream } from '../../../src/engine/async/pulled-stream.ts';

const DONE = { done: true, value: undefined };

function streamOf(values: number[] = []) {
  const onEnd = vi.fn();
  const pull = vi.fn(async () => values.shift());
  const stream = new PulledStream({ pull, onEnd });
  const push = (value: number) => {
    values.push(value);
    stream.wake();
  };
  return { stream, push, pull, onEnd };
}

describe('a pulled stream', () => {
  it('makes nothing before it is asked', async () => {
    const { stream, push, pull } = streamOf([1]);
    push(2);
    await Promise.resolve();
    expect(pull).not.toHaveBeenCalled();
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    expect(pull).toHaveBeenCalledTimes(1);
  });

  it('gives values in order, to callers in order, however they wait', async () => {
    const { stream, push } = streamOf();
    const asked = [stream.next(), stream.next(), stream.next()];
    for (const value of [1, 2, 3]) push(value);
    expect((await Promise.all(asked)).map(({ value }) => value)).toEqual([1, 2, 3]);
    push(4);
    expect(await stream.next()).toEqual({ done: false, value: 4 });
  });

  it('is not deaf to a wake-up that comes while it looks', async () => {
    const values: number[] = [];
    const stream: PulledStream<number> = new PulledStream({
      pull: async () => {
        const value = values.shift();
        if (value === undefined && values.length === 0) {
          values.push(7);
          stream.wake();
        }
        return value;
      },
      onEnd: () => {},
    });
    expect(await stream.next()).toEqual({ done: false, value: 7 });
  });

  it.each(['return', 'throw'] as const)('ends at once by %s, also for those who wait', async (how) => {
    const { stream, onEnd } = streamOf();
    const waiting = [stream.next(), stream.next()];
    const ended = how === 'return' ? stream.return() : stream.throw(new Error('over'));
    expect(onEnd).toHaveBeenCalledTimes(1);
    if (how === 'return') expect(await ended).toEqual(DONE);
    else await expect(ended).rejects.toThrow('over');
    expect(await Promise.all(waiting)).toEqual([DONE, DONE]);
    expect(await stream.next()).toEqual(DONE);
    stream.end();
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it('ends also while a value is being made, and gives it to nobody', async () => {
    let give: (value: number) => void = () => {};
    const stream = new PulledStream<number>({
      pull: () =>
        new Promise((resolve) => {
          give = resolve;
        }),
      onEnd: () => {},
    });
    const waiting = stream.next();
    await stream.return();
    expect(await waiting).toEqual(DONE);
    give(1);
    expect(await stream.next()).toEqual(DONE);
  });

  it('tells a failure once, to whoever waits or to whoever asks next', async () => {
    const first = streamOf();
    const waiting = [first.stream.next(), first.stream.next()];
    first.stream.fail(new Error('lost'));
    await expect(waiting[0]).rejects.toThrow('lost');
    expect(await waiting[1]).toEqual(DONE);

    const second = streamOf();
    second.stream.fail(new Error('lost'));
    await expect(second.stream.next()).rejects.toThrow('lost');
    expect(await second.stream.next()).toEqual(DONE);
    expect(second.onEnd).toHaveBeenCalledTimes(1);
  });

  it('fails with what making a value fails with', async () => {
    const onEnd = vi.fn();
    const stream = new PulledStream<number>({ pull: () => Promise.reject(new Error('a bug')), onEnd });
    await expect(stream.next()).rejects.toThrow('a bug');
    expect(await stream.next()).toEqual(DONE);
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it('can be iterated', async () => {
    const { stream } = streamOf([1, 2, 3]);
    const seen: number[] = [];
    for await (const value of stream) {
      seen.push(value);
      if (value === 3) break;
    }
    expect(seen).toEqual([1, 2, 3]);
    expect(await stream.next()).toEqual(DONE);
  });
});
