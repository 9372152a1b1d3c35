// The event index: where each event is declared, decided, folded, shown and answered, read off the definitions of the modules.
// Links follow the files' names (docs/authoring.md); a test holds that each leads to a file that names the event.
import type { Module } from '../engine/index.ts';
import type { PersonalFields } from '../engine/model/personal.ts';
import { shownBy } from './shown-by.ts';

type Events = Module['events'][number];
type Projection = Module['projections'][number];

/** A read model and the module that it belongs to. */
interface ReadModel {
  readonly module: Module;
  readonly projection: Projection;
}

/** An event as far as references and projections tell one from another. */
interface Named {
  readonly category: string;
  readonly type: string;
}

const INTRODUCTION = `# Events

Where each event is declared, decided, folded, shown and answered. Generated from the definitions by \`npm run events\`;
do not edit it.

The data of an event is a type in its \`events.ts\`. Which commands it may come of is what they list in \`emits\`. A read model that
folds an event may still leave the document as it is. Where an event changes a reference, a read model shows of it what the
reference keeps. What deciders ask for as facts is not listed: they ask for it in code, by the references in \`references.ts\`.
`;

const READ_MODELS = `## Read models

Beside what is listed, the subscription \`projectionUpdated\` shows each of them.
`;

/** Markdown, in the order of the modules and of their declarations. */
export function eventIndexOf(modules: readonly Module[]): string {
  const models = modules.flatMap((module) =>
    module.projections.map((projection) => ({ module, projection })),
  );
  const eventLines = (named: Named): readonly string[] => [
    ...decidedLines(modules, named),
    ...foldedLines(models, named),
    ...movedLines(models, named),
    ...referenceLines(models, named),
    ...answeredLines(modules, named),
  ];
  const categories = modules.flatMap((module) =>
    module.events.map((events) => categorySection(module, events, eventLines)),
  );
  return [INTRODUCTION, ...categories, READ_MODELS, ...models.map(readModelSection)].join('\n');
}

function categorySection(
  module: Module,
  { category, specs }: Events,
  linesOf: (named: Named) => readonly string[],
): string {
  const sections = Object.entries(specs).map(([type, { schemaVersion, personal }]) => {
    const declared = `Declared in ${link(module, 'events.ts')}, schema version ${schemaVersion}`;
    return `### ${type}\n\n${bullets([declared, ...personalLines(personal), ...linesOf({ category, type })])}`;
  });
  return [`## Streams of \`${category}\`\n`, commandsLine(module, category), ...sections].join('\n');
}

function personalLines(personal: PersonalFields | undefined): readonly string[] {
  if (!personal) return [];
  const { subject, by, fields } = personal;
  const whose = by === undefined ? `the ${subject}` : `the ${subject} of \`${by}\``;
  return [`Personal, about ${whose}: ${codes(Object.keys(fields))}`];
}

function commandsLine({ deciders }: Module, category: string): string {
  const specs = deciders
    .filter((decider) => decider.category === category)
    .flatMap((decider) => Object.entries(decider.commands.specs));
  if (specs.length === 0) return 'No command is about one of them.\n';
  const silent = specs.filter(([, { emits }]) => emits === undefined).map(([command]) => command);
  const rest = silent.length > 0 ? ` What they emit is not said by ${codes(silent)}.` : '';
  return `Their commands: ${codes(specs.map(([command]) => command))}.${rest}\n`;
}

/** A line per module whose commands say that they emit the event. */
function decidedLines(modules: readonly Module[], { type }: Named): readonly string[] {
  const lines = modules.flatMap((module) => {
    const specs = module.deciders.flatMap((decider) => Object.entries(decider.commands.specs));
    const commands = specs.filter(([, { emits }]) => emits?.includes(type)).map(([command]) => command);
    return commands.length > 0 ? [`Decided in ${link(module, 'decider.ts')} by ${codes(commands)}`] : [];
  });
  return lines.length > 0 ? lines : ['No command says that it emits it'];
}

function foldedLines(models: readonly ReadModel[], { type }: Named): readonly string[] {
  // What is searched has no folds of its own.
  const folding = models.filter(({ projection: { types, search } }) => types.has(type) && !search);
  if (folding.length === 0) return ['Folded by no read model'];
  return folding.map((model) => `Folded by ${modelLink(model)}`);
}

function movedLines(models: readonly ReadModel[], { category, type }: Named): readonly string[] {
  return models
    .filter(({ projection: { owner, types } }) => owner === category && !types.has(type))
    .map((model) => `Only moves the version of ${modelLink(model)}`);
}

/** A line per reference that folds the event, with the fields that show it. */
function referenceLines(models: readonly ReadModel[], { category, type }: Named): readonly string[] {
  const fields = new Map<string, string[]>();
  for (const { module, projection } of models) {
    for (const { field, embeds } of projection.embeds) {
      if (embeds.category !== category || !embeds.types.has(type)) continue;
      const reference = `\`${embeds.name}\` in ${link(module, 'references.ts')}`;
      const shown = `[\`${projection.name}.${field}\`](#${projection.name.toLowerCase()})`;
      fields.set(reference, [...(fields.get(reference) ?? []), shown]);
    }
  }
  return [...fields].map(
    ([reference, shown]) => `Changes reference ${reference}, shown as ${shown.join(', ')}`,
  );
}

/** A line per reaction that answers the event, with the commands it may send. */
function answeredLines(modules: readonly Module[], { type }: Named): readonly string[] {
  return modules.flatMap((module) =>
    module.reactions
      .filter(({ types }) => types.has(type))
      .map(
        ({ name, sends }) =>
          `Answered by \`${name}\` in ${link(module, 'reactions.ts')} with ${codes(sends)}`,
      ),
  );
}

function readModelSection({ module, projection }: ReadModel): string {
  const { queries, subscriptions, payloadsOf } = shownBy(module, projection);
  const lines = [
    `Type \`${projection.document.name}\`, folded in ${projectionLink(module, projection)}`,
    projection.owner === undefined
      ? 'Its version counts the events folded in'
      : `Its version is that of the stream of \`${projection.owner}\` with its id`,
    ...(queries.length > 0 ? [`Query ${codes(queries)}`] : []),
    ...(subscriptions.length > 0 ? [`Subscription ${codes(subscriptions)}`] : []),
    ...(payloadsOf.length > 0 ? [`Shown by the mutations ${codes(payloadsOf)}`] : []),
    `Put into the schema in ${link(module, 'graphql.ts')}`,
  ];
  return `### ${projection.name}\n\n${bullets(lines)}`;
}

const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}\n`).join('');
const codes = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

function modelLink({ module, projection }: ReadModel): string {
  const { name } = projection;
  return `[\`${name}\`](#${name.toLowerCase()}) in ${projectionLink(module, projection)}`;
}

function projectionLink(module: Module, { name }: Projection): string {
  const file = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return link(module, `projections/${file}.ts`);
}

const link = ({ name }: Module, file: string): string => `[${name}/${file}](../src/domain/${name}/${file})`;
