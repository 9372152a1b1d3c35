// Selections written from choices by a schema: fields with arguments and aliases, fragments, conditions.
import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
} from 'graphql';
import { diceOf, tidy, type Choice, type Dice } from './choices.ts';
import { refusedInput } from './refused-input.ts';
import { literalOf, valueOf, type Json } from './values.ts';
import { VERBS } from '../../../src/engine/graphql/schema/operations/verbs.ts';
import type { World } from './world.ts';

type Field = GraphQLField<unknown, unknown>;
type ArgumentParts = Pick<GraphQLArgument, 'name' | 'type' | 'defaultValue'>;

/** Names that mean something to JavaScript, or to GraphQL. */
const ODD_ALIASES = ['a', 'b', '__proto__', 'constructor', 'toString', 'id', 'data', '__typename', 'errors'];

/** What the parts of one operation have in common. */
export class Draft {
  readonly fragments: string[] = [];
  readonly declarations: string[] = [];
  readonly variables = new Map<string, Json>();
  /** Of the same document when it comes with others. */
  readonly otherVariables = new Map<string, Json>();
  /** Fields of the same response name have the same arguments, or they would not merge. */
  readonly #arguments = new Map<string, string>();
  readonly #namedFragments = new Map<string, string[]>();
  readonly #schema: GraphQLSchema;
  readonly #world: World;
  readonly #isTidy: boolean;
  #names = 0;

  constructor(schema: GraphQLSchema, world: World, isTidy: boolean) {
    this.#isTidy = isTidy;
    this.#schema = schema;
    this.#world = world;
  }

  selection(type: GraphQLNamedOutputType, choices: readonly Choice[]): string {
    const parts = choices.map((choice) => this.#part(type, choice));
    if (parts.length > 0) return `{ ${parts.join(' ')} }`;
    const [first] = isAbstractType(type) || !isObjectType(type) ? [] : Object.values(type.getFields());
    return first && isLeafType(getNamedType(first.type)) ? `{ ${first.name} }` : '{ __typename }';
  }

  #part(type: GraphQLNamedOutputType, choice: Choice): string {
    const drawn = diceOf(choice.seed);
    const dice = this.#isTidy ? tidy(drawn) : drawn;
    const isAbstract = isAbstractType(type) && !isInterfaceType(type);
    if (dice.chance(0.06)) return `__typename${this.#condition(dice)}`;
    if (isAbstract || dice.chance(0.2)) return this.#fragment(type, choice, dice);
    return this.#field(type, choice, dice);
  }

  #fragment(type: GraphQLNamedOutputType, { below }: Choice, dice: Dice): string {
    const on = this.#conditionType(type, dice);
    const condition = this.#condition(dice);
    if (dice.chance(0.5)) {
      const known = this.#namedFragments.get(on.name) ?? [];
      if (known.length > 0 && dice.chance(0.4)) return `...${dice.pick(known)}${condition}`;
      const name = this.#newName(dice.chance(0.05) ? 'constructor' : 'F');
      const text = `fragment ${name} on ${on.name} ${this.selection(on, below)}`;
      this.fragments.push(text);
      this.#namedFragments.set(on.name, [...known, name]);
      return `...${name}${condition}`;
    }
    const on_ = on === type && dice.chance(0.3) ? '' : ` on ${on.name}`;
    return `...${on_}${condition} ${this.selection(on, below)}`;
  }

  /** Mostly one that can apply. */
  #conditionType(type: GraphQLNamedOutputType, dice: Dice): GraphQLNamedOutputType {
    const possible = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [];
    const around = isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : [];
    const others = dice.chance(0.03) ? [this.#schema.getType('Money'), this.#schema.getType('Order')] : [];
    const known = others.flatMap((other) => (isObjectType(other) ? [other] : []));
    return dice.pick([
      ...(isAbstractType(type) && !isInterfaceType(type) ? [] : [type]),
      ...around,
      ...possible,
      ...known,
    ]);
  }

  #field(type: GraphQLNamedOutputType, { field: index, below }: Choice, dice: Dice): string {
    const fields = this.#fieldsOf(type);
    const field = fields[index % Math.max(1, fields.length)];
    if (!field) return '__typename';
    if (dice.chance(0.02)) return `${field.name}s`;
    const alias = this.#alias(field, dice);
    const start = `${alias}${field.name}${this.#argumentsOf(type, field, { alias, dice })}${this.#condition(dice)}`;
    const of = getNamedType(field.type);
    if (isLeafType(of)) return dice.chance(0.01) ? `${start} { id }` : start;
    const isTwice = below.length > 1 && dice.chance(0.15);
    // Both are one in the answer.
    const selections = isTwice ? [below.slice(0, 1), below.slice(1)] : [below];
    return selections.map((choices) => `${start} ${this.selection(of, choices)}`).join(' ');
  }

  #fieldsOf(type: GraphQLNamedOutputType): readonly Field[] {
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    // What operators see is another thing each time.
    const own = Object.values(type.getFields()).filter(
      ({ name }) => name !== 'operations' && !(name in VERBS),
    );
    // More often than its share: what selects the most.
    const usual =
      type.name === 'Query' ? [...own, ...own, ...own, SchemaMetaFieldDef, TypeMetaFieldDef] : own;
    return usual;
  }

  #alias({ name }: Field, dice: Dice): string {
    if (dice.chance(0.03)) return `${dice.pick(ODD_ALIASES)}: `;
    return dice.chance(0.25) ? `${name}_${dice.below(3)}: ` : '';
  }

  #argumentsOf(
    type: GraphQLNamedOutputType,
    field: Field,
    { alias, dice }: { readonly alias: string; readonly dice: Dice },
  ): string {
    if (field.args.length === 0) return '';
    const key = `${alias || field.name}/${field.name}`;
    const known = this.#arguments.get(key);
    if (known !== undefined && !dice.chance(0.02)) return known;
    const parts = field.args.flatMap((arg) => this.#argument(type, { field, arg, dice }));
    if (dice.chance(0.02)) parts.push('none: 1');
    const text = parts.length === 0 ? '' : `(${parts.join(', ')})`;
    this.#arguments.set(key, text);
    return text;
  }

  #argument(
    parent: GraphQLNamedOutputType,
    { field, arg, dice }: { readonly field: Field; readonly arg: ArgumentParts; readonly dice: Dice },
  ): readonly string[] {
    const isRequired = isNonNullType(arg.type) && arg.defaultValue === undefined;
    if (!isRequired && !dice.chance(0.4)) return [];
    if (isRequired && dice.chance(0.02)) return [];
    const reach = { dice, world: this.#world };
    const draw = (): Json => {
      const value = valueOf(arg.type, { of: field.name, name: arg.name }, reach);
      return parent.name === 'Mutation' ? refusedInput(field.name, value, reach) : value;
    };
    if (!dice.chance(0.45)) return [`${arg.name}: ${literalOf(arg.type, draw())}`];
    return [`${arg.name}: $${this.#variable(arg, draw, dice)}`];
  }

  #variable({ type }: ArgumentParts, draw: () => Json, dice: Dice): string {
    const name = dice.chance(0.02) ? this.#newName('__proto__') : this.#newName('v');
    const open = isNonNullType(type) ? type.ofType : type;
    const isDefaulted = !isMutationInput(String(open)) && dice.chance(0.15);
    const typeText = dice.chance(0.01)
      ? 'Boolean'
      : isNonNullType(type) && !dice.chance(0.05)
        ? String(type)
        : dice.chance(0.2)
          ? `${String(open)}!`
          : String(open);
    const otherwise = isDefaulted ? ` = ${literalOf(open, draw())}` : '';
    this.declarations.push(`$${name}: ${typeText}${otherwise}`);
    for (const variables of [this.variables, this.otherVariables]) {
      if (dice.chance(0.05)) continue;
      variables.set(name, dice.chance(0.03) ? dice.pick<Json>([null, 'x', [], {}, 7]) : draw());
    }
    return name;
  }

  /** `@skip` and `@include`, of literals and of variables, sometimes both. */
  #condition(dice: Dice): string {
    if (!dice.chance(0.12)) return '';
    const [name, other] = dice.pick([
      ['skip', 'include'],
      ['include', 'skip'],
    ] as const);
    const one = this.#directive(name, dice);
    return dice.chance(0.1) ? one + this.#directive(dice.chance(0.05) ? name : other, dice) : one;
  }

  #directive(name: string, dice: Dice): string {
    if (dice.chance(0.3))
      return ` @${name}(if: ${dice.pick(['true', 'false', 'null'].slice(0, dice.chance(0.02) ? 3 : 2))})`;
    const variable = `c${dice.below(dice.chance(0.1) ? 6 : 2)}`;
    if (!this.declarations.some((each) => each.startsWith(`$${variable}:`))) {
      this.declarations.push(
        `$${variable}: ${dice.pick(['Boolean!', 'Boolean!', 'Boolean = true', 'Boolean = false'])}`,
      );
      for (const variables of [this.variables, this.otherVariables]) {
        if (!dice.chance(0.05)) variables.set(variable, dice.chance(0.03) ? null : dice.chance(0.5));
      }
    }
    return ` @${name}(if: $${variable})`;
  }

  #newName(start: string): string {
    this.#names += 1;
    return `${start}${this.#names === 1 ? '' : this.#names}`;
  }
}

const isMutationInput = (name: string): boolean => name.endsWith('Input') && name !== 'ConsistencyInput';
