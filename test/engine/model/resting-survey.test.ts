import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { restingSurvey } from '../../../src/engine/model/resting-survey.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function scene() {
  const world = { asked: 0, at: ['7', '7'] as (string | undefined)[], isToFill: false };
  const survey = restingSurvey(async () => {
    world.asked += 1;
    return world.at.map((position) => ({ position, isToFill: world.isToFill }));
  }, 5000);
  return { world, survey };
}

test('what is at rest is asked once, until the head moves or a while has passed', async () => {
  const { world, survey } = scene();
  for (let each = 0; each < 3; each += 1) expect((await survey('7')).length).toBe(2);
  expect(world.asked).toBe(1);
  await survey('8');
  expect(world.asked).toBe(2);
  world.at = ['8', '8'];
  await survey('8');
  await vi.advanceTimersByTimeAsync(4999);
  await survey('8');
  expect(world.asked).toBe(3);
  await vi.advanceTimersByTimeAsync(1);
  await survey('8');
  expect(world.asked).toBe(4);
});

test.each([
  ['a lane is behind', ['7', '6'], false],
  ['a lane was never begun', ['7', undefined], false],
  ['there is something to fill', ['7', '7'], true],
])('%s: it is asked each time', async (_what, at, isToFill) => {
  const { world, survey } = scene();
  Object.assign(world, { at, isToFill });
  for (let each = 0; each < 3; each += 1) await survey('7');
  expect(world.asked).toBe(3);
});
