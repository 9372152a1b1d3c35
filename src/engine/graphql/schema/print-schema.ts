// The schema as text: the same text for the same schema, whatever the order in which it was built.
import { lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';

export function printSchemaText(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
