import { expect, it } from 'vitest';
import { version, validate } from 'uuid';
import { commandIdOf } from '../../../../src/engine/flow/react/command-id.ts';

const EVENT = '018f0000-0000-7000-8000-000000000001';

it('is the same for the same reaction, event and place, for good', () => {
  // A literal: whoever changes how it is made lets every reaction act a second time.
  expect(commandIdOf('markIncrements', EVENT, 0)).toBe('d140d1d0-6509-8259-bd60-acc6a6023b5a');
});

it('is a UUID of version 8, and another one for another reaction, event or place', () => {
  const ids = Array.from({ length: 200 }, (_, index) => commandIdOf('markIncrements', EVENT, index));
  expect(ids.filter((id) => !validate(id) || version(id) !== 8)).toEqual([]);
  const others = [commandIdOf('other', EVENT, 0), commandIdOf('markIncrements', EVENT.replace('1', '2'), 0)];
  expect(new Set([...ids, ...others]).size).toBe(202);
});
