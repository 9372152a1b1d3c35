// A process that was busy does not take what has come meanwhile for what has not come.
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { withinTime } from '../../../src/engine/async/within-time.ts';

const late = (cause: unknown): Error => new Error('late', { cause });

function beBusy(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

it('takes what came while the process was busy', async () => {
  const work = withinTime(promisify(randomBytes)(16), 20, late);
  beBusy(150);
  expect(await work).toHaveLength(16);
});

it('gives up on what does not come, and on what fails', async () => {
  await expect(withinTime(new Promise(() => {}), 20, late)).rejects.toThrow('late');
  const cause = new Error('broken');
  await expect(withinTime(Promise.reject(cause), 1000, late)).rejects.toMatchObject({ cause });
});
