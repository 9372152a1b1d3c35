// The header of W3C Trace Context: what is read, what is written, and what stands for nothing.
import { expect, it } from 'vitest';
import { readTraceparent, writeTraceparent } from '../../../src/engine/model/traceparent.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

it('is read and written as it was', () => {
  for (const flags of ['00', '01', '03', 'ff']) {
    const read = readTraceparent(`00-${TRACE}-${SPAN}-${flags}`);
    expect(read).toEqual({ traceId: TRACE, spanId: SPAN, flags: Number.parseInt(flags, 16) });
    expect(read && writeTraceparent(read)).toBe(`00-${TRACE}-${SPAN}-${flags}`);
  }
});

it('of a later version is what is known of it', () => {
  const known = { traceId: TRACE, spanId: SPAN, flags: 1 };
  expect(readTraceparent(`01-${TRACE}-${SPAN}-01`)).toEqual(known);
  expect(readTraceparent(`cc-${TRACE}-${SPAN}-01-what-will-be`)).toEqual(known);
  expect(writeTraceparent(known)).toBe(`00-${TRACE}-${SPAN}-01`);
});

it.each([
  ['', 'nothing'],
  [`00-${TRACE}-${SPAN}`, 'no flags'],
  [`00-${TRACE}-${SPAN}-1`, 'flags of one digit'],
  [`00-${TRACE}-${SPAN}-01-more`, 'more than version 00 has'],
  [`cc-${TRACE}-${SPAN}-01more`, 'a later version that goes on without a dash'],
  [`ff-${TRACE}-${SPAN}-01`, 'the version that is none'],
  [`00-${'0'.repeat(32)}-${SPAN}-01`, 'no trace'],
  [`00-${TRACE}-${'0'.repeat(16)}-01`, 'no span'],
  [`00-${TRACE.toUpperCase()}-${SPAN}-01`, 'capitals'],
  [`00-${TRACE.slice(1)}-${SPAN}-01`, 'a short trace'],
  [`00-${TRACE}-${SPAN}g-01`, 'a digit that is none'],
  [`00-${TRACE}-${SPAN}-01\n`, 'a line that goes on'],
  [` 00-${TRACE}-${SPAN}-01`, 'a blank before'],
])('%j is none: %s', (text) => {
  expect(readTraceparent(text)).toBeUndefined();
});
