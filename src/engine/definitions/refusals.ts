// defineRefusal: the closed set of ways in which a command may be refused. A refusal is a fact, not an exception.
import { z } from 'zod';
import type { Described } from './described.ts';
import { withArticle } from '../model/with-article.ts';
import type { Rejection } from '../model/outcome.ts';

export interface Refusal<
  Name extends string = string,
  Shape extends z.ZodRawShape = z.ZodRawShape,
> extends Described {
  readonly name: Name;
  /** The name in SCREAMING_SNAKE_CASE; stable, clients branch on it. */
  readonly code: string;
  /** What a client may know beside code and message: the fields of the GraphQL type. */
  readonly data: z.ZodObject<Shape>;
  readonly message: MessageOf<Shape>;
}

type MessageOf<Shape extends z.ZodRawShape> = (data: z.output<z.ZodObject<Shape>>) => string;

interface Said<Shape extends z.ZodRawShape> extends Described {
  readonly message: MessageOf<Shape>;
}

export function defineRefusal<const Name extends string, Shape extends z.ZodRawShape>(
  name: Name,
  shape: Shape,
  said: MessageOf<Shape> | Said<Shape>,
): Refusal<Name, Shape> {
  const code = name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase();
  const of = typeof said === 'function' ? { message: said } : said;
  return { name, code, data: z.object(shape), ...of };
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

const AS_SENT = 'As it was sent.';

export const ValidationFailed = defineRefusal(
  'ValidationFailed',
  {
    issues: z
      .array(
        z
          .object({
            path: z.string().meta({
              description:
                'Names and places in lists, such as `items.0.quantity`; empty for the whole input.',
            }),
            message: z.string().meta({ description: 'For people.' }),
          })
          .meta({ graphql: 'ValidationIssue', description: 'One thing that is wrong with an input.' }),
      )
      .meta({ description: 'All that is wrong, at least one.' }),
  },
  {
    description: 'The input breaks a rule; `issues` says which.',
    message: ({ issues }) =>
      issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; '),
  },
);
export const NotFound = defineRefusal(
  'NotFound',
  {
    what: z.string().meta({ description: 'What kind of thing it is that is missing.' }),
    id: z.string().meta({ graphql: 'ID' }).meta({ description: AS_SENT }),
  },
  {
    description: 'What the command changes, or needs, is not there.',
    message: ({ what, id }) => `There is no ${what} ${id}.`,
  },
);
export const AlreadyExists = defineRefusal(
  'AlreadyExists',
  {
    what: z.string().meta({ description: 'What kind of thing it is that is there.' }),
    id: z.string().meta({ graphql: 'ID' }).meta({ description: AS_SENT }),
  },
  {
    description: 'The id is taken. Choose another one, or none.',
    message: ({ what, id }) => `There is ${withArticle(what)} ${id} already.`,
  },
);
export const NothingToChange = defineRefusal(
  'NothingToChange',
  {},
  {
    description: 'All is already as the command would make it.',
    message: () => 'That is how it is already.',
  },
);
export const VersionConflict = defineRefusal(
  'VersionConflict',
  {
    expectedVersion: z.int().meta({ description: AS_SENT }),
    actualVersion: z.int().meta({ description: 'Where it is.' }),
  },
  {
    description: 'It is not at `expectedVersion`: somebody else was first. Read it, and decide anew.',
    message: ({ expectedVersion, actualVersion }) =>
      `Expected version ${expectedVersion}, but it is at version ${actualVersion}.`,
  },
);
export const Forbidden = defineRefusal(
  'Forbidden',
  {
    role: z
      .string()
      .nullable()
      .meta({ description: 'The role that it asks for; null if a role alone is not it.' }),
    asksFor: z.string().meta({ description: 'In words.' }),
  },
  {
    description: 'The caller has not the right to do this.',
    message: ({ asksFor }) => `This asks for: ${asksFor}.`,
  },
);
export const CommandIdReused = defineRefusal(
  'CommandIdReused',
  { commandId: z.string().meta({ graphql: 'ID' }).meta({ description: AS_SENT }) },
  {
    description: 'A command with this `commandId` had another input. A new command takes a new one.',
    message: ({ commandId }) => `Command ${commandId} was sent before with another input.`,
  },
);
