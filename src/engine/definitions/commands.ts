// defineCommands: the commands of a context. One zod object per command gives the static type, the validation and the
// GraphQL input; the events and refusals it lists are the only ones its decider may answer with.
import type { z } from 'zod';
import { SlipstreamError } from '../model/errors.ts';
import type { Guarded, Rule } from './access.ts';
import type { Deprecatable } from './described.ts';
import type { PersonalCommand } from './personal.ts';
import type { AnyRefusal } from './refusals.ts';

/**
 * Its `description` says what the command does and when it is refused. Its `access` is asked of the state if the stream is there,
 * else of the input, with the id of the stream.
 */
interface CommandBody extends Deprecatable, Guarded {
  readonly input: z.ZodObject;
  /** Types of the events that may come of it, those for other streams included. Any, if it does not say. */
  readonly emits?: readonly string[];
  readonly refuses?: readonly AnyRefusal[];
  /** Fields of the input that are sealed in the record of commands. */
  readonly personal?: PersonalCommand;
}

/** Names the input field that holds the id of the stream, and says what must be there. */
type StreamField =
  /** The stream must not exist; the id may be chosen by the client and is made (UUIDv7) if omitted. */
  | { readonly creates: string; readonly changes?: never; readonly createsOrChanges?: never }
  /** The stream must exist; the input also takes `expectedVersion`. */
  | { readonly changes: string; readonly creates?: never; readonly createsOrChanges?: never }
  /** The stream is begun by the first such command; the input also takes `expectedVersion`, 0 for a stream to be begun. */
  | { readonly createsOrChanges: string; readonly creates?: never; readonly changes?: never };

export type CommandSpec = CommandBody & StreamField;
export type CommandKind = 'creates' | 'changes' | 'createsOrChanges';

export interface CommandsDefinition<
  Category extends string = string,
  Commands extends Readonly<Record<string, CommandSpec>> = Readonly<Record<string, CommandSpec>>,
> {
  readonly category: Category;
  readonly specs: Commands;
  /** Who is told that a command is forbidden; others are told that there is no such thing. Asked of the state. */
  readonly knownTo?: Rule;
}

export type InputOf<Spec> = Spec extends { readonly input: infer Input extends z.ZodType }
  ? z.output<Input>
  : never;
export type EmittedBy<Spec> = Spec extends { readonly emits: readonly (infer Type extends string)[] }
  ? Type
  : string;
export type RefusedBy<Spec> = Spec extends { readonly refuses: readonly (infer Of)[] } ? Of : never;

/**
 * @param category the streams these commands change: the same as of the context's events.
 * @param said `knownTo`: who is told that a command is forbidden, which says that there is such a thing.
 */
export function defineCommands<
  const Category extends string,
  const Commands extends Readonly<Record<string, CommandSpec>>,
>(
  category: Category,
  specs: Commands,
  { knownTo }: { readonly knownTo?: Rule } = {},
): CommandsDefinition<Category, Commands> {
  for (const [name, spec] of Object.entries(specs)) {
    const { field } = streamFieldOf(spec);
    if (!(field in spec.input.shape)) {
      throw new SlipstreamError('BAD_DEFINITION', `Command ${name} has no input field ${field}.`);
    }
    const unknown = spec.personal?.fields.find((each) => !(each in spec.input.shape));
    if (unknown !== undefined) {
      throw new SlipstreamError(
        'BAD_DEFINITION',
        `Command ${name} has no input field ${unknown}, which is personal.`,
      );
    }
  }
  return { category, specs, ...(knownTo ? { knownTo } : {}) };
}

export function streamFieldOf(spec: CommandSpec): { readonly kind: CommandKind; readonly field: string } {
  if (spec.creates !== undefined) return { kind: 'creates', field: spec.creates };
  if (spec.changes !== undefined) return { kind: 'changes', field: spec.changes };
  return { kind: 'createsOrChanges', field: spec.createsOrChanges };
}
