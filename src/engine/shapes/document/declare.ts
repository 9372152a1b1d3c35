// defineDocument: the shape of a read model, which is the shape of its GraphQL type. `id` and `version` are the
// engine's and are there without being declared; embedded facts of other streams are filled in by the engine.
import { z } from 'zod';
import type { JsonObject } from '../../model/json.ts';
import type { DocumentAccess } from '../../definitions/access.ts';
import { deprecated, type Deprecatable, type Described } from '../../definitions/described.ts';
import type { Reference } from '../../definitions/reference.ts';

/** A field that shows a fact of another stream as it stands now. */
export interface Embed<By extends string = string, Value = unknown> {
  readonly embeds: Reference;
  /** The field of the same document that holds the other stream's id. */
  readonly by: By;
  /** The member of the reference that is shown; the whole value if omitted. */
  readonly pick?: string;
  readonly value: z.ZodType<Value>;
}

/** What is said of the embedded field; what its value says of itself if omitted. */
interface EmbedOptions<Pick> extends Deprecatable {
  readonly pick?: Pick;
}

export function embed<const By extends string, Value>(
  reference: Reference<Value>,
  by: By,
  options?: EmbedOptions<never>,
): Embed<By, Value>;
export function embed<const By extends string, Value, const Pick extends keyof Value & string>(
  reference: Reference<Value>,
  by: By,
  pick: Pick | (EmbedOptions<Pick> & { readonly pick: Pick }),
): Embed<By, Value[Pick]>;
export function embed(reference: Reference, by: string, options: string | EmbedOptions<string> = {}): Embed {
  const { pick, ...said } = typeof options === 'string' ? { pick: options } : options;
  if (pick === undefined) return { embeds: reference, by, value: valueSaid(reference.value, said) };
  const member = reference.value instanceof z.ZodObject ? reference.value.shape[pick] : undefined;
  if (!(member instanceof z.ZodType))
    throw new TypeError(`Reference ${reference.name} has no member ${pick}.`);
  return { embeds: reference, by, pick, value: valueSaid(member, said) };
}

function valueSaid(value: z.ZodType, { description, deprecated: reason }: Deprecatable): z.ZodType {
  const described = description === undefined ? value : value.meta({ description });
  return reason === undefined ? described : deprecated(described, reason);
}

export type Field = z.ZodType | Embed;
export type Fields = Readonly<Record<string, Field>>;

export interface DocumentDefinition<
  Name extends string = string,
  Of extends Fields = Fields,
> extends Described {
  /** The GraphQL type's name. */
  readonly name: Name;
  readonly fields: Of;
  readonly access?: DocumentAccess;
  /** Never set: carries what a fold returns to the compiler, as one plain type. */
  readonly own?: Own<Of>;
}

type Own<Of extends Fields> = {
  readonly [Name in keyof Of as Of[Name] extends z.ZodType ? Name : never]: Of[Name] extends z.ZodType
    ? Immutable<z.output<Of[Name]>>
    : never;
};
/** A fold never changes what it is given. */
export type Immutable<Value> = Value extends object
  ? { readonly [Key in keyof Value]: Immutable<Value[Key]> }
  : Value;
/** What the author's fold returns: every field but the embedded ones. */
export type OwnPart<Definition> = Definition extends DocumentDefinition<string, infer Of> ? Own<Of> : never;
/** What a client can select, beside `id` and `version`. */
export type DocumentOf<Definition> =
  Definition extends DocumentDefinition<string, infer Of>
    ? {
        readonly [Name in keyof Of]: Of[Name] extends z.ZodType
          ? z.output<Of[Name]>
          : Of[Name] extends Embed<string, infer Value>
            ? Value
            : never;
      }
    : never;

/** Each embedded field names one that the author's fold fills with an id; anything else is null for ever. */
type EmbeddedById<Of extends Fields> = {
  readonly [Name in keyof Of]: Of[Name] extends Embed<infer By>
    ? By extends keyof Own<Of>
      ? Own<Of>[By] extends string | null | undefined
        ? unknown
        : `The field ${By} holds no id`
      : `The document has no field ${By} of its own`
    : unknown;
};

interface Said<Field extends string> extends Described {
  /** Who may read it; nobody, where callers have to show who they are, if omitted. */
  readonly access?: DocumentAccess<Field>;
}

export function defineDocument<const Name extends string, const Of extends Fields>(
  name: Name,
  fields: Of & EmbeddedById<Of>,
  said: Said<keyof Of & string> = {},
): DocumentDefinition<Name, Of> {
  return { name, fields, ...said };
}

/** Checks what the author's fold makes; nothing beside its fields is let in. */
export function ownSchema({ fields }: DocumentDefinition): z.ZodType<JsonObject> {
  const own = Object.entries(fields).filter(([, field]) => !isEmbed(field));
  return z.strictObject(Object.fromEntries(own)) as never;
}

/** Checks a whole document, embedded facts included, without the engine's part; nothing beside its fields is let in. */
export function documentSchema<Definition extends DocumentDefinition>(
  definition: Definition,
): z.ZodType<DocumentOf<Definition>> {
  const checked = Object.entries(definition.fields).map(([name, field]) => {
    // The stream whose fact is embedded may not be there.
    return [name, isEmbed(field) ? field.value.nullable() : field];
  });
  return z.strictObject(Object.fromEntries(checked)) as never;
}

export function isEmbed(field: Field): field is Embed {
  return 'embeds' in field;
}
