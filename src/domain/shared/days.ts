// Days of the calendar in UTC.
import { z } from 'zod';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** `2026-11-23`, as answers hold it. */
export const Day = z.string().meta({ graphql: 'Date' });

/** As clients send it; an instant (ISO 8601 with its offset) stands for its day in UTC. */
export const DayInput = z
  .string()
  .transform((text, context) => {
    const day = dayIn(text);
    if (day !== undefined) return day;
    context.addIssue({ code: 'custom', message: 'must be a date, such as 2026-11-23' });
    return z.NEVER;
  })
  .meta({ graphql: 'Date' });

/** @param instant ISO 8601 in UTC. */
export const dayOf = (instant: string): string => instant.slice(0, '2026-11-23'.length);

/** `2026-11` of a day or an instant in UTC. */
export const monthOf = (day: string): string => day.slice(0, '2026-11'.length);

const MS_PER_DAY = 86_400_000;

/** All days from the first to the last, both included; none if the last is before the first. */
export function daysBetween(first: string, last: string): readonly string[] {
  const start = Date.parse(first);
  return Array.from({ length: dayCount(first, last) }, (_, index) =>
    dayOf(new Date(start + index * MS_PER_DAY).toISOString()),
  );
}

export function dayCount(first: string, last: string): number {
  return Math.max(0, (Date.parse(last) - Date.parse(first)) / MS_PER_DAY + 1);
}

/** All months that the days from the first to the last lie in. */
export function monthsBetween(first: string, last: string): readonly string[] {
  const start = monthNumber(first);
  return Array.from({ length: monthCount(first, last) }, (_, index) => {
    const year = String(Math.floor((start + index) / 12)).padStart(4, '0');
    return `${year}-${String(((start + index) % 12) + 1).padStart(2, '0')}`;
  });
}

export function monthCount(first: string, last: string): number {
  return Math.max(0, monthNumber(last) - monthNumber(first) + 1);
}

const monthNumber = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;

function dayIn(text: string): string | undefined {
  if (DAY.test(text)) return isDay(text) ? text : undefined;
  const [, day] = INSTANT.exec(text) ?? [];
  const instant = day !== undefined && isDay(day) ? new Date(text) : undefined;
  const isValid = instant !== undefined && !Number.isNaN(instant.getTime());
  const utc = isValid ? dayOf(instant.toISOString()) : '';
  return DAY.test(utc) ? utc : undefined;
}

/** There is no 30 February, though `Date` would make it 2 March. */
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && dayOf(date.toISOString()) === text;
}
