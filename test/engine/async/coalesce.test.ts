import { expect, test } from 'vitest';
import { coalesce } from '../../../src/engine/async/coalesce.ts';

function held() {
  const releases: (() => void)[] = [];
  let runs = 0;
  const run = () => {
    runs += 1;
    return new Promise<void>((resolve) => releases.push(resolve));
  };
  return { run, runs: () => runs, release: () => releases.shift()?.() };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('many calls during a run are one run after it', async () => {
  const { run, runs, release } = held();
  const call = coalesce(run, 0);
  call();
  expect(runs(), 'the first one at once').toBe(1);
  for (let n = 0; n < 100; n += 1) call();
  await settle();
  expect(runs()).toBe(1);
  release();
  await settle();
  expect(runs()).toBe(2);
  release();
  await settle();
  expect(runs()).toBe(2);
  call();
  expect(runs()).toBe(3);
  release();
  await call.close();
});

test('calls within the gap wait for its end', async () => {
  let runs = 0;
  const call = coalesce(async () => void (runs += 1), 50);
  call();
  await settle();
  call();
  call();
  expect(runs).toBe(1);
  await expect.poll(() => runs).toBe(2);
  await call.close();
});

test('nothing runs after it is closed, and closing waits for what runs', async () => {
  const { run, runs, release } = held();
  const call = coalesce(run, 0);
  call();
  call();
  let closed = false;
  const closing = call.close().then(() => (closed = true));
  await settle();
  expect(closed).toBe(false);
  release();
  await closing;
  call();
  await settle();
  expect(runs()).toBe(1);
});
