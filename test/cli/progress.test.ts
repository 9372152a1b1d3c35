// Progress at a terminal, and silence elsewhere.
import { expect, test } from 'vitest';
import { progressLine, showProgress } from '../../src/cli/operate/progress.ts';
import type { RebuildReport } from '../../src/engine/model/operations.ts';

const report: RebuildReport = {
  ...{ projection: 'order', state: 'FILLING', generation: 'g', startedAt: '', by: 'ann' },
  ...{ position: '50', head: '100', eventsPerSecond: 25, remainingMs: 1900, compared: 0, differences: 0 },
};

test('a line says how far it is, how fast and how long it takes', () => {
  expect(progressLine(report)).toBe(
    `order ${'█'.repeat(15)}${'░'.repeat(15)} 50/100  25/s  2 s left  filling`,
  );
  const empty = { ...report, position: '0', head: '0', eventsPerSecond: undefined, remainingMs: undefined };
  expect(progressLine({ ...empty, state: 'WAITING_FOR_APPROVAL' })).toBe(
    `order ${'█'.repeat(30)} 0/0  waiting for approval`,
  );
});

test('it is written over at a terminal, and not written elsewhere', () => {
  const written: string[] = [];
  const write = (text: string): boolean => written.push(text) > 0;
  for (const isTTY of [true, false]) {
    const { show, end } = showProgress({ isTTY, write });
    show(report);
    end();
  }
  expect(written).toHaveLength(2);
  expect(written.every((text) => text.startsWith('\r'))).toBe(true);
});
