// defineRefusal: the closed set of ways in which a command may be refused. A refusal is a fact, not an exception.
import { z } from 'zod';
import { withArticle } from '../model/with-article.ts';
import type { Rejection } from '../model/outcome.ts';

export interface Refusal<Name extends string = string, Shape extends z.ZodRawShape = z.ZodRawShape> {
  readonly name: Name;
  /** The name in SCREAMING_SNAKE_CASE; stable, clients branch on it. */
  readonly code: string;
  /** What a client may know beside code and message: the fields of the GraphQL type. */
  readonly data: z.ZodObject<Shape>;
  readonly message: (data: z.output<z.ZodObject<Shape>>) => string;
}

export function defineRefusal<const Name extends string, Shape extends z.ZodRawShape>(
  name: Name,
  shape: Shape,
  message: (data: z.output<z.ZodObject<Shape>>) => string,
): Refusal<Name, Shape> {
  const code = name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase();
  return { name, code, data: z.object(shape), message };
}

export type AnyRefusal = Omit<Refusal, 'message'> & { readonly message: (data: never) => string };
export type RefusalData<Of> = Of extends { readonly data: infer Data extends z.ZodType }
  ? z.output<Data>
  : never;
export type RejectionOf<Of> = Of extends { readonly name: infer Name extends string }
  ? Rejection<Name, RefusalData<Of>>
  : never;

export function reject<const Name extends string, Shape extends z.ZodRawShape>(
  refusal: Refusal<Name, Shape>,
  data: z.output<z.ZodObject<Shape>>,
): Rejection<Name, z.output<z.ZodObject<Shape>>> {
  return { rejected: true, name: refusal.name, code: refusal.code, message: refusal.message(data), data };
}

export const ValidationFailed = defineRefusal(
  'ValidationFailed',
  {
    issues: z.array(z.object({ path: z.string(), message: z.string() }).meta({ graphql: 'ValidationIssue' })),
  },
  ({ issues }) => issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; '),
);
export const NotFound = defineRefusal(
  'NotFound',
  { what: z.string(), id: z.string().meta({ graphql: 'ID' }) },
  ({ what, id }) => `There is no ${what} ${id}.`,
);
export const AlreadyExists = defineRefusal(
  'AlreadyExists',
  { what: z.string(), id: z.string().meta({ graphql: 'ID' }) },
  ({ what, id }) => `There is ${withArticle(what)} ${id} already.`,
);
export const NothingToChange = defineRefusal('NothingToChange', {}, () => 'That is how it is already.');
export const VersionConflict = defineRefusal(
  'VersionConflict',
  { expectedVersion: z.int(), actualVersion: z.int() },
  ({ expectedVersion, actualVersion }) =>
    `Expected version ${expectedVersion}, but it is at version ${actualVersion}.`,
);
export const CommandIdReused = defineRefusal(
  'CommandIdReused',
  { commandId: z.string().meta({ graphql: 'ID' }) },
  ({ commandId }) => `Command ${commandId} was sent before with another input.`,
);
