// A stream of updates and the connection it is sent on.
import { beforeEach, describe, expect, it } from 'vitest';
import { endWithConnection } from '../../../../src/engine/graphql/schema/end-with-connection.ts';
import { Allowance } from '../../../../src/engine/graphql/callers/allowance.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';

function connection() {
  const listeners = new Set<() => void>();
  const logged: object[] = [];
  return {
    listeners,
    logged,
    request: {
      allowance: new Allowance(),
      logger: { ...silentLogger, error: (line: object) => logged.push(line) },
      correlationId: 'c-1',
      connection: {
        onEnd: (listener: () => void) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
    },
    end: () => listeners.forEach((listener) => listener()),
  };
}

function source() {
  const state = { returned: 0, returnFails: false };
  let settle: ((result: IteratorResult<number>) => void) | undefined;
  const iterator: AsyncIterableIterator<number> = {
    next: () => new Promise((resolve) => (settle = resolve)),
    return: async () => {
      state.returned += 1;
      if (state.returnFails) throw new Error('stuck');
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  return { state, iterator, give: (result: IteratorResult<number>) => settle?.(result) };
}

const same = (update: number): number => update;

const settled = async (promise: Promise<unknown>) => {
  const pending = Symbol('pending');
  await new Promise((resolve) => setImmediate(resolve));
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
};

let client: ReturnType<typeof connection>;
let from: ReturnType<typeof source>;
beforeEach(() => {
  client = connection();
  from = source();
});

describe('while the client is there', () => {
  it('passes on what comes, and the end', async () => {
    const stream = endWithConnection(from.iterator, client.request, same);
    const one = stream.next();
    from.give({ done: false, value: 1 });
    expect(await one).toEqual({ done: false, value: 1 });
    const last = stream.next();
    from.give({ done: true, value: undefined });
    expect(await last).toEqual({ done: true, value: undefined });
    expect(client.listeners.size).toBe(0);
  });

  it('passes on what breaks the source, masked, and nothing after it', async () => {
    const stream = endWithConnection(from.iterator, client.request, same);
    from.iterator.next = () => Promise.reject(new Error('secret'));
    await expect(stream.next()).rejects.toMatchObject({ message: 'Unexpected error' });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect([from.state.returned, client.listeners.size]).toEqual([1, 0]);
  });

  it('hears no more of the connection once it is given back', async () => {
    const stream = endWithConnection(from.iterator, client.request, same);
    expect(await stream.return?.()).toEqual({ done: true, value: undefined });
    expect([from.state.returned, client.listeners.size]).toEqual([1, 0]);
  });
});

describe('when the client has gone', () => {
  it('releases the source at once and has nothing to say', async () => {
    const stream = endWithConnection(from.iterator, client.request, same);
    const next = stream.next();
    client.end();
    expect(from.state.returned).toBe(1);
    from.give({ done: true, value: undefined });
    expect(await settled(next)).toBe(false);
  });

  it('before there was a stream, releases it as well', () => {
    const gone = { onEnd: (listener: () => void) => (listener(), () => {}) };
    endWithConnection(from.iterator, { ...client.request, connection: gone }, same);
    expect(from.state.returned).toBe(1);
  });

  it('logs a source that can not be released, and goes on', async () => {
    from.state.returnFails = true;
    const stream = endWithConnection(from.iterator, client.request, same);
    client.end();
    await stream.return?.();
    expect(client.logged).toHaveLength(2);
  });
});
