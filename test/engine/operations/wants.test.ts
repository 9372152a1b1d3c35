// What wants an operator, of systems that nobody could set up in a moment: a worker that is not heard of, a Redis that evicts.
import { expect, it } from 'vitest';
import type { ProjectionReport } from '../../../src/engine/model/operations.ts';
import { SILENT_MS, type PresentProcess } from '../../../src/engine/model/presence.ts';
import type { SystemStatus } from '../../../src/engine/operations/open-status.ts';
import { wantsOf } from '../../../src/engine/operations/wants.ts';

const processOf = (name: string, role: string, silentMs = 0): PresentProcess => ({
  ...{ name, roles: [role], startedAt: '', lastSeenAt: '', version: '1', serves: ['order.0'], silentMs },
});

const behind: ProjectionReport = {
  ...{ name: 'order', version: 1, head: '9', state: 'LIVE', position: '2', lagEvents: 7, lagMs: 5425 },
  ...{ generations: [], lanes: [], parked: 0, lastUpdatedAt: undefined, oldestParkedAt: undefined },
  ...{ paused: undefined, rebuild: undefined },
};

const wants = (given: Partial<SystemStatus>): readonly string[] =>
  wantsOf(
    {
      ...{ store: 'test', head: '9', projections: [behind], reactions: [], evicting: [] },
      ...{ processes: [processOf('vm:1', 'worker')], queueTrouble: undefined, ...given },
    },
    { lagSlaMs: 500 },
  );

it('is an event that waits too long, while a worker is there', () => {
  expect(wants({})).toEqual(['order: an event has been waiting for 5.4 s, and may for 0.5 s (LAG_SLA_MS).']);
});

it('is a worker that nothing is heard of, and not what follows from that', () => {
  const processes = [processOf('vm:1', 'worker', SILENT_MS), processOf('vm:2', 'api')];
  expect(wants({ processes })).toEqual([
    'vm:1 (worker) has not been heard of for 5 s: it is gone, or it hangs.',
    'No worker is there, so nothing is folded: start one (npm start -- worker). Behind are order.',
  ]);
});

it('is only the silent one where another worker goes on', () => {
  const processes = [processOf('vm:1', 'worker', SILENT_MS), processOf('vm:2', 'worker', SILENT_MS - 1)];
  expect(wants({ processes, projections: [] })).toEqual([
    expect.stringMatching(/^vm:1 .* gone, or it hangs/),
  ]);
});

it('is a Redis that evicts, before all else', () => {
  expect(wants({ evicting: ['REDIS_URL: it evicts.'], processes: [] })[0]).toBe('REDIS_URL: it evicts.');
});
