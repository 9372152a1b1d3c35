// The embedded fields of a document, and that they can be filled.
import { badDefinition } from '../../definitions/bad-definition.ts';
import { isEmbed, type DocumentDefinition, type Embed } from './declare.ts';

export interface EmbeddedField extends Embed {
  readonly field: string;
}

/** Throws BAD_DEFINITION. */
export function embedsOf(projection: string, { fields }: DocumentDefinition): readonly EmbeddedField[] {
  const embeds = Object.entries(fields).flatMap(([field, of]) => (isEmbed(of) ? [{ ...of, field }] : []));
  for (const { embeds: reference } of embeds) {
    // Their values are kept by name.
    if (embeds.some((other) => other.embeds.name === reference.name && other.embeds !== reference)) {
      throw badDefinition(
        `Projection ${projection} embeds two references named ${reference.name}: rename one.`,
      );
    }
  }
  return embeds;
}
