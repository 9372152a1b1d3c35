// Values of settings: each said to be right, or what it must be.
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { readDatabaseUrl } from '../postgres/database-url.ts';

export const whole = (lowest: number, highest: number, unset: number) =>
  z.coerce
    .number({ error: `must be a whole number from ${lowest} to ${highest}` })
    .int()
    .min(lowest)
    .max(highest)
    .default(unset);

export const choice = <const T extends readonly [string, ...string[]]>(values: T, unset: T[number]) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` }).default(unset);

export const address = (protocol: RegExp, example: string) =>
  z.url({ protocol, error: `must be an address such as ${example}` }).optional();

/** Texts with commas between. */
const splitList = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

export const listed = z.string().transform(splitList).default([]);

export const addresses = (protocol: RegExp, example: string) =>
  z
    .string()
    .transform(splitList)
    .pipe(
      z.array(z.url({ protocol, error: `must be an address such as ${example}, or several with commas` })),
    )
    .optional();

export const postgres = address(
  /^postgres(ql)?$/,
  'postgresql://user:password@host:5432/database',
).superRefine((url, context) => {
  if (url === undefined || !URL.canParse(url)) return;
  for (const message of readDatabaseUrl(url).faults)
    context.addIssue({ code: 'custom', message: `is not usable: ${message}` });
});
export const redis = address(/^rediss?$/, 'redis://:password@host:6379');

const MOST_PROCESSES = 256;
export const processes = z
  .string()
  .default('1')
  .transform((text) => (text === 'auto' ? Math.min(availableParallelism(), MOST_PROCESSES) : Number(text)))
  .refine(
    (count) => Number.isInteger(count) && count >= 1 && count <= MOST_PROCESSES,
    `(or --processes) must be auto or a whole number from 1 to ${MOST_PROCESSES}`,
  );

const KEY =
  'must be one or two keys of at least 32 characters, separated by a comma: openssl rand -base64 48';
export const secretKeys = z
  .string()
  .transform((text) => text.split(',').map((key) => key.trim()))
  .refine((keys) => keys.length <= 2 && keys.every((key) => key.length >= 32), KEY)
  .optional();
