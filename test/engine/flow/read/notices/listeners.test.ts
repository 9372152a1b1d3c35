import { describe, expect, it, vi } from 'vitest';
import { createAudiences } from '../../../../../src/engine/flow/read/notices/audiences.ts';
import { createLaneAudience } from '../../../../../src/engine/flow/read/notices/listeners.ts';
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

describe('the audience of a lane', () => {
  it('hears of its lane, and of the documents it follows only', () => {
    const audience = createLaneAudience(silentLogger);
    const lane = vi.fn();
    const [a, b, c] = [vi.fn(), vi.fn(), vi.fn()];
    audience.onLane(lane);
    audience.onDocument('a', a);
    audience.onDocument('b', b);
    audience.onDocument('c', c);
    audience.deliver(notice);
    expect(lane.mock.calls).toEqual([[notice]]);
    expect(a.mock.calls).toEqual([[notice.documents[0], notice]]);
    expect(b.mock.calls).toEqual([[notice.documents[1], notice]]);
    expect(c).not.toHaveBeenCalled();
  });

  it('is empty again when everybody has left, however often each of them says so', () => {
    const audience = createLaneAudience(silentLogger);
    const listener = vi.fn();
    const ends = [
      audience.onLane(listener),
      audience.onDocument('a', listener),
      audience.onDocument('a', listener),
    ];
    expect(audience.isEmpty()).toBe(false);
    for (const end of [...ends, ...ends]) end();
    expect(audience.isEmpty()).toBe(true);
    audience.deliver(notice);
    expect(listener).not.toHaveBeenCalled();
  });

  it('does not take somebody else away with one that leaves twice', () => {
    const audience = createLaneAudience(silentLogger);
    const end = audience.onDocument('a', () => {});
    end();
    const stays = vi.fn();
    audience.onDocument('a', stays);
    end();
    audience.deliver(notice);
    expect(stays).toHaveBeenCalledTimes(1);
  });

  it('goes on when a listener fails', () => {
    const error = vi.fn();
    const audience = createLaneAudience({ ...silentLogger, error });
    const heard = vi.fn();
    audience.onDocument('a', () => {
      throw new Error('a bug');
    });
    audience.onDocument('a', heard);
    audience.deliver(notice);
    expect(heard).toHaveBeenCalledTimes(1);
    expect(error).toHaveBeenCalledTimes(1);
  });
});

describe('the audiences of all lanes', () => {
  const lanes = [0, 1, 2].map((lane) => ({ projection: 'counter', lane }));

  it('are found by document as documents are spread over lanes', () => {
    const audiences = createAudiences(lanes, silentLogger);
    for (const id of ['a', 'b', 'c', 'order-1', 'order-2']) {
      const audience = audiences.ofDocument('counter', id);
      expect(audience).toBe(audiences.ofLane({ projection: 'counter', lane: laneOf(id, 3) }));
    }
  });

  it('do not exist for a lane that does not', () => {
    const audiences = createAudiences(lanes, silentLogger);
    expect(() => audiences.ofLane({ projection: 'counter', lane: 3 })).toThrow('counter.3');
    expect(() => audiences.ofDocument('other', 'a')).toThrow('other.0');
    expect(audiences.hearing('elsewhere')).toBeUndefined();
  });
});
