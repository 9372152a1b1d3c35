// The selection of everything a type of the shop's schema has, so that tests see fields that are added later.
import { getNamedType, isObjectType, type GraphQLObjectType } from 'graphql';
import { shop } from '../../src/app/system.ts';
import { buildSchema } from '../../src/engine/graphql/schema/build-schema.ts';

export const shopSchema = buildSchema(shop);

/** `{ id version … total { amount currency } }` */
export function selectAll(typeName: string): string {
  const type = shopSchema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`There is no object type ${typeName}.`);
  return selectionOf(type);
}

function selectionOf(type: GraphQLObjectType): string {
  const fields = Object.values(type.getFields()).map((field) => {
    const inner = getNamedType(field.type);
    return isObjectType(inner) ? `${field.name} ${selectionOf(inner)}` : field.name;
  });
  return `{ ${fields.join(' ')} }`;
}
