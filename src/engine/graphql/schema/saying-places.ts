// Places where a system's author says a description: for each part of the schema, the definition that it is made of.
import { isEnumType, type GraphQLNamedType } from 'graphql';
import type { System } from '../../definitions/define-system.ts';
import { isEmbed, type DocumentDefinition } from '../../shapes/document/declare.ts';
import { collectDeclarations } from './declarations.ts';
import { pascalCase } from './names.ts';

/** A type, or a part of one. */
export interface Part {
  readonly type: GraphQLNamedType;
  readonly member?: string;
  readonly argument?: string;
}

/** As a sentence of an error: the definition, and how it says it. */
export function sayingPlaces({ modules }: System): (part: Part) => string {
  const { mutations, projections, shapes } = collectDeclarations(modules);
  const specs = new Map(mutations.flatMap(({ commands }) => Object.entries(commands.specs)));
  const commandOfInput = new Map([...specs.keys()].map((name) => [`${pascalCase(name)}Input`, name]));
  const refusals = [...specs.values()].flatMap(({ refuses = [] }) => refuses);
  const refusalOf = new Map(
    refusals.flatMap(({ name, code }) => [
      [name, name],
      [code, name],
    ]),
  );
  const documents = new Map([
    ...projections.map(({ document }) => [document.name, document] as const),
    ...shapes.flatMap((shape) =>
      [...(shape.shown().entries ?? [])].map(([entry, { document }]) => [entry, document] as const),
    ),
  ]);
  return ({ type, member, argument }) => {
    const { name } = type;
    const document = documents.get(name);
    const command = commandOfInput.get(name);
    const refusal = refusalOf.get(name === 'CommandErrorCode' ? (member ?? '') : name);
    if (document) return ofDocument(document, member);
    if (name === 'Mutation') return `command ${member}: \`description\` beside its \`input\``;
    if (name === 'Query') return ofQuery(member, argument);
    if (command !== undefined) return `command ${command}: ${field(member)} of its \`input\``;
    if (refusal !== undefined) return ofRefusal(refusal, isEnumType(type) ? undefined : member);
    if (isEnumType(type)) return ofEnum(name, member);
    return member === undefined
      ? `the z.object of ${name}: ${META} on it, beside \`graphql\` if it is named there`
      : `the z.object of ${name}: ${field(member)}`;
  };
}

const META = '`.meta({ description })`';

const field = (member: string | undefined): string => `${META} on \`${member}\``;

function ofDocument({ name, fields }: DocumentDefinition, member: string | undefined): string {
  if (member === undefined) return `defineDocument('${name}', { … }, { description })`;
  const of = fields[member];
  const isEmbedded = of !== undefined && isEmbed(of);
  return isEmbedded
    ? `defineDocument('${name}'): \`{ description }\` in the embed of \`${member}\`, or ${META} in its reference`
    : `defineDocument('${name}'): ${field(member)}`;
}

const ofQuery = (member: string | undefined, argument: string | undefined): string =>
  argument === undefined
    ? `defineQuery('${member}'): \`description\``
    : `defineQuery('${member}'): ${field(argument)} of its \`args\``;

const ofRefusal = (name: string, member: string | undefined): string =>
  member === undefined
    ? `defineRefusal('${name}', { … }, { description, message })`
    : `defineRefusal('${name}'): ${field(member)}`;

const ofEnum = (name: string, member: string | undefined): string =>
  member === undefined
    ? `enumeration('${name}', { … }, { description })`
    : `enumeration('${name}', { ${member}: '…' })`;
