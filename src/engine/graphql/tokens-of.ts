// Consistency tokens as a schema shows them: what holds for its scalar holds for headers and extensions.
import { isScalarType, type GraphQLSchema } from 'graphql';
import { UNSIGNED, type Signing } from './signer.ts';

export function tokensOf(schema: GraphQLSchema): Signing {
  const type = schema.getType('ConsistencyToken');
  if (!isScalarType(type)) return UNSIGNED.tokens;
  return {
    sign: (token) => String(type.serialize(token)),
    open: (token) => String(type.parseValue(token)),
  };
}
