// Checks of modules that are joined, for faults that no module can see alone: a name that is taken or a part that was
// forgotten is told then, and not by what is missing later.
import { systemCaller } from '../model/caller.ts';
import { verdictAlone } from './access.ts';
import { badDefinition } from './bad-definition.ts';
import type { CommandSpec } from './commands.ts';
import type { Module } from './module.ts';

type NamesOf = (module: Module) => readonly string[];

/** What is known by its name in all of a system. */
const NAMED: Readonly<Record<string, NamesOf>> = {
  'event definitions': ({ events }) => events.map(({ category }) => category),
  events: ({ events }) => events.flatMap(({ specs, retired }) => [...Object.keys(specs), ...retired]),
  commands: commandsOf,
  projections: ({ projections }) => projections.map(({ name }) => name),
  reactions: ({ reactions }) => reactions.map(({ name }) => name),
};

/** Throws BAD_DEFINITION, with what to do about it. */
export function checkModules(modules: readonly Module[]): void {
  for (const [what, names] of Object.entries(NAMED)) refuseDoubles(what, modules, names);
  checkEvents(modules);
  checkReactions(modules);
}

/** The store knows no event that no module lists. A part of a system may leave out what others would tell it. */
function checkEvents(modules: readonly Module[]): void {
  const listed = new Set(modules.flatMap(({ events }) => events.flatMap(({ specs }) => Object.keys(specs))));
  for (const module of modules) {
    const { name, deciders, projections } = module;
    for (const { category, events } of deciders) {
      const type = Object.keys(events.specs).find((each) => !listed.has(each));
      if (type === undefined) continue;
      throw badDefinition(
        `Module ${name} decides about ${category}, but no module lists ${type}: add it to \`events\`.`,
      );
    }
    for (const [command, { emits = [] }] of specsOf(module)) {
      const unlisted = emits.find((each) => !listed.has(each));
      if (unlisted === undefined) continue;
      throw badDefinition(
        `${command} emits ${unlisted}, which no module lists: add it to \`events\`, or it would stop whoever reads it.`,
      );
    }
    const deaf = projections.find(({ types }) => ![...types].some((type) => listed.has(type)));
    if (deaf) {
      throw badDefinition(
        `Projection ${deaf.name} folds only events that no module lists: add them to \`events\`.`,
      );
    }
  }
}

function checkReactions(modules: readonly Module[]): void {
  const specs = new Map(modules.flatMap(specsOf));
  for (const { name, sends } of modules.flatMap(({ reactions }) => reactions)) {
    for (const command of sends) {
      const spec = specs.get(command);
      if (spec === undefined) {
        throw badDefinition(
          `Reaction ${name} sends ${command}, which nobody decides: add the module that does, or its decider to \`deciders\`.`,
        );
      }
      // Nobody else would send it in its place.
      if (verdictAlone(spec.access, systemCaller(name)) === false) {
        throw badDefinition(
          `Reaction ${name} sends ${command}, which it may not: add role('system') to \`access\` of the command.`,
        );
      }
    }
  }
}

function refuseDoubles(what: string, modules: readonly Module[], names: NamesOf): void {
  const owners = new Map<string, string>();
  for (const module of modules) {
    for (const name of names(module)) {
      const other = owners.get(name);
      if (other !== undefined) {
        throw badDefinition(`Two ${what} are named ${name} (${other}, ${module.name}): rename one.`);
      }
      owners.set(name, module.name);
    }
  }
}

/** Those that somebody decides. */
export function commandsOf(module: Module): readonly string[] {
  return specsOf(module).map(([name]) => name);
}

const specsOf = ({ deciders }: Module): readonly (readonly [string, CommandSpec])[] =>
  deciders.flatMap(({ commands }) => Object.entries(commands.specs));
