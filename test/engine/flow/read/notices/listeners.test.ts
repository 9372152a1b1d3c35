import { describe, expect, it, vi } from 'vitest';
import { createListenerRegistry } from '../../../../../src/engine/flow/read/notices/listener-registry.ts';
import { createLaneListeners } from '../../../../../src/engine/flow/read/notices/listeners.ts';
import { laneOf } from '../../../../../src/engine/model/lane.ts';
import { silentLogger } from '../../../../../src/engine/model/logger.ts';
import type { LaneNotice } from '../../../../../src/engine/model/notices.ts';

const notice: LaneNotice = {
  projection: 'counter',
  lane: 0,
  incarnation: 'i',
  checkpoint: '9',
  projectedAt: '2026-01-02T03:04:05.006Z',
  documents: [
    { id: 'a', version: 1, position: '8', eventTypes: ['CounterOpened'] },
    { id: 'b', version: 4, position: '9', eventTypes: [] },
  ],
  switched: false,
};

describe('the listeners of a lane', () => {
  it('hears of its lane, and of the documents it follows only', () => {
    const listeners = createLaneListeners(silentLogger);
    const lane = vi.fn();
    const [a, b, c] = [vi.fn(), vi.fn(), vi.fn()];
    listeners.onLane(lane);
    listeners.onDocument('a', a);
    listeners.onDocument('b', b);
    listeners.onDocument('c', c);
    listeners.deliver(notice);
    expect(lane.mock.calls).toEqual([[notice]]);
    expect(a.mock.calls).toEqual([[notice.documents[0], notice]]);
    expect(b.mock.calls).toEqual([[notice.documents[1], notice]]);
    expect(c).not.toHaveBeenCalled();
  });

  it('is empty again when everybody has left, however often each of them says so', () => {
    const listeners = createLaneListeners(silentLogger);
    const listener = vi.fn();
    const ends = [
      listeners.onLane(listener),
      listeners.onDocument('a', listener),
      listeners.onDocument('a', listener),
    ];
    expect(listeners.isEmpty()).toBe(false);
    for (const end of [...ends, ...ends]) end();
    expect(listeners.isEmpty()).toBe(true);
    listeners.deliver(notice);
    expect(listener).not.toHaveBeenCalled();
  });

  it('does not take somebody else away with one that leaves twice', () => {
    const listeners = createLaneListeners(silentLogger);
    const end = listeners.onDocument('a', () => {});
    end();
    const stays = vi.fn();
    listeners.onDocument('a', stays);
    end();
    listeners.deliver(notice);
    expect(stays).toHaveBeenCalledTimes(1);
  });

  it('goes on when a listener fails', () => {
    const error = vi.fn();
    const listeners = createLaneListeners({ ...silentLogger, error });
    const heard = vi.fn();
    listeners.onDocument('a', () => {
      throw new Error('a bug');
    });
    listeners.onDocument('a', heard);
    listeners.deliver(notice);
    expect(heard).toHaveBeenCalledTimes(1);
    expect(error).toHaveBeenCalledTimes(1);
  });
});

describe('the listeners of all lanes', () => {
  const lanes = [0, 1, 2].map((lane) => ({ projection: 'counter', lane }));

  it('are found by document as documents are spread over lanes', () => {
    const registry = createListenerRegistry(lanes, silentLogger);
    for (const id of ['a', 'b', 'c', 'order-1', 'order-2']) {
      const listeners = registry.ofDocument('counter', id);
      expect(listeners).toBe(registry.ofLane({ projection: 'counter', lane: laneOf(id, 3) }));
    }
  });

  it('do not exist for a lane that does not', () => {
    const registry = createListenerRegistry(lanes, silentLogger);
    expect(() => registry.ofLane({ projection: 'counter', lane: 3 })).toThrow('counter.3');
    expect(() => registry.ofDocument('other', 'a')).toThrow('other.0');
    expect(registry.hearing('elsewhere')).toBeUndefined();
  });
});
