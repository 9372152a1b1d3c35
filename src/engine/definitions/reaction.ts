// defineReaction: the commands of another context with which an event is answered, each once. Pure: no clock, no I/O.
import type { z } from 'zod';
import { SlipstreamError } from '../model/errors.ts';
import type { RecordedEvent } from '../model/events.ts';
import { LIMITS } from '../model/limits.ts';
import { streamName, type StreamName } from '../model/stream.ts';
import { categoriesOf } from './concerns.ts';
import { checkInput } from './check-input.ts';
import { streamFieldOf, type CommandsDefinition, type CommandSpec } from './commands.ts';
import type { AnyEvents, EventOf, TypesOf } from './events.ts';
import { textHash } from './fold-id.ts';

type Commands = Readonly<Record<string, CommandSpec>>;

/** A command by its name, with its input as a client would send it; its id is the engine's. */
export type AskOf<Of extends Commands, Name extends keyof Of> = {
  readonly [Each in Name & string]: {
    readonly command: Each;
    readonly input: z.input<Of[Each]['input']>;
  };
}[Name & string];

interface ReactionSpec<
  From extends readonly AnyEvents[],
  Of extends Commands,
  Sends extends readonly (keyof Of & string)[],
> {
  readonly from: From;
  /** The commands of the context that is asked, and those of them that may be sent. */
  readonly to: CommandsDefinition<string, Of>;
  readonly sends: Sends;
  /** Null or an empty list if nothing is to be done. The place in the list is part of a command's identity. */
  readonly on: {
    readonly [Type in TypesOf<From>]?: (
      event: EventOf<From, Type>,
    ) => AskOf<Of, Sends[number]> | readonly AskOf<Of, Sends[number]>[] | null;
  };
}

/** One command that an event is answered with. */
export interface CommandToSend {
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The stream it is about: commands about one stream are sent one after the other. */
  readonly stream: StreamName;
}

/** A reaction as the engine uses it. */
export interface Reaction {
  readonly name: string;
  /** Names of the events it answers, and of the commands it may answer them with. */
  readonly types: ReadonlySet<string>;
  /** Categories of the streams that it answers something of. */
  readonly categories: ReadonlySet<string>;
  readonly sends: readonly string[];
  /** Hash of the text of what answers: code that hung a process is told from code that was mended. */
  readonly codeHash: string;
  /** Throws what the author's function throws, and REACTION_INVALID for commands that can not be sent. */
  readonly answer: (event: RecordedEvent) => readonly CommandToSend[];
}

/** @param name camelCase and unique. The ids of its commands are made of it: under another name it answers everything anew. */
export function defineReaction<
  const From extends readonly AnyEvents[],
  const Of extends Commands,
  const Sends extends readonly (keyof Of & string)[],
>(name: string, { from, to, sends, on }: ReactionSpec<From, Of, Sends>): Reaction {
  const answers = new Map<string, (event: never) => unknown>(Object.entries(on) as never);
  const known = new Set(from.flatMap(({ specs }) => Object.keys(specs)));
  const unknown = [...answers.keys()].find((type) => !known.has(type));
  if (!/^[a-z][A-Za-z0-9]{0,99}$/.test(name) || unknown !== undefined) {
    const why = unknown === undefined ? 'is not named in camelCase' : `answers an unknown event ${unknown}`;
    throw new SlipstreamError('BAD_DEFINITION', `Reaction ${name} ${why}.`);
  }
  const specs = new Map<unknown, CommandSpec>(sends.map((command) => [command, to.specs[command]] as never));
  const types = new Set(answers.keys());
  return {
    name,
    types,
    categories: new Set(categoriesOf(from, types)),
    sends,
    codeHash: textHash(name, answers),
    answer: (event) => {
      const answer = answers.get(event.type)?.(event as never) ?? [];
      const commands: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
      if (commands.length > LIMITS.commandsPerReaction) {
        throw new SlipstreamError('REACTION_INVALID', `Reaction ${name} sends ${commands.length} commands.`);
      }
      return commands.map((each) => checkedAsk(each, to.category, specs));
    },
  };
}

/** Types end where authors leave them, and what is sent would be stored for good. */
function checkedAsk(
  given: unknown,
  category: string,
  specs: ReadonlyMap<unknown, CommandSpec>,
): CommandToSend {
  const { command, input } = (given ?? {}) as { readonly command?: string; readonly input?: object };
  const spec = specs.get(command);
  if (command === undefined || !spec) {
    throw new SlipstreamError('REACTION_INVALID', `It sends no command ${String(command)}.`);
  }
  const parsed = checkInput(spec.input, input);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new SlipstreamError('REACTION_INVALID', `The input of ${command} is refused: ${issues.join('; ')}`);
  }
  const id = String(parsed.data[streamFieldOf(spec).field]);
  return { command, input: { ...input }, stream: streamName(category, id) };
}
