// Pages at a limited rate: handed on in parts, and nobody without a limit waits for them.
import { expect, test } from 'vitest';
import { throttlePages } from '../../../../src/engine/flow/project/generations/throttle-pages.ts';
import { createEventPages } from '../../../../src/engine/flow/project/projectors/event-pages.ts';
import { TallyEvents } from '../../../support/counter-domain.ts';
import { never } from '../../../support/lane-harness.ts';
import { memoryEventReader } from '../../../support/memory-event-reader.ts';

function setUp() {
  const reader = memoryEventReader();
  for (let n = 0; n < 95; n += 1) reader.append('t1', TallyEvents.TallyMarked({ mark: 'x' }));
  const pages = createEventPages({ reader, eventsPerPage: 10 });
  const idAt = (position: number): string => reader.events[position - 1]?.id ?? '';
  return { pages, idAt };
}

test('a page is handed on in parts of a quarter of a second', async () => {
  const { pages } = setUp();
  const { events, atHead } = await throttlePages(pages, 16, never).after('0', '');
  expect(events.map(({ position }) => position)).toEqual(['1', '2', '3', '4']);
  expect(atHead).toBe(false);
});

test('who has no limit goes on to the head', async () => {
  const { pages, idAt } = setUp();
  const slow = throttlePages(pages, 16, never).join('filled', 60_000);
  slow.comeTo(0n);
  const fast = pages.join('filled', 60_000);
  let at = 0;
  for (let atHead = false; !atHead;) {
    const page = await pages.after(String(at), idAt(at), fast);
    at = Number(page.events.at(-1)?.position ?? at);
    atHead = page.atHead;
  }
  expect(at).toBe(95);
});
