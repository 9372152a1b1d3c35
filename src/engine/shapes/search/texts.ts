// Descriptions of a search and of its arguments in the schema.
import type { Projection } from '../../definitions/projection.ts';
import { isEmbed } from '../document/declare.ts';
import type { Search } from './entry.ts';
import { LIMITS } from '../../model/limits.ts';
import { about, aboutDefinition, aboutField } from '../../graphql/schema/descriptions.ts';
import { slotOf } from '../../graphql/schema/slots.ts';

export const aboutSearch = ({ document: { name } }: Projection, search: Search) =>
  aboutDefinition(search, `A page of ${name}, the best match first, then by \`id\`.`);

export const aboutEqual = (projection: Projection, search: Search, field: string) =>
  aboutValue(projection, field, `Only those whose \`${field}\` is this one${alike(search, field)}.`);

export function aboutAll(projection: Projection, search: Search, field: string) {
  const text = `Only those that have each of these in \`${field}\`${alike(search, field)}`;
  return aboutValue(projection, field, `${text}; at most ${LIMITS.searchValues}.`);
}

export function aboutEnd({ range }: Search, bound: 'least' | 'most') {
  if (range === undefined) return {};
  const alone = range.equal === undefined ? '' : `; one with another \`${range.equal}\` is not found`;
  return about(`Only those with a \`${range.name}\` of at ${bound} this${alone}.`);
}

/** How texts are compared; ids and enums are the same or not. */
const alike = (search: Search, field: string): string =>
  search.alike.has(field) ? ', however it is written (case, accents, width)' : '';

/** An argument is deprecated with its field. */
function aboutValue({ document }: Projection, field: string, description: string) {
  const of = document.fields[field];
  if (!of || isEmbed(of)) return about(description);
  const { deprecated } = slotOf(of, { side: 'input', where: `${document.name}.${field}` });
  return aboutField({ description, deprecated });
}
