// Consistency tokens as a schema shows them: what holds for its scalar holds for headers and extensions.
import { isScalarType, type GraphQLSchema } from 'graphql';
import { UNSIGNED, type Signing } from './signer.ts';

/** Asked for with each operation of a socket and each event of a subscription. */
const known = new WeakMap<GraphQLSchema, Signing>();

export function tokensOf(schema: GraphQLSchema): Signing {
  const tokens = known.get(schema) ?? tokensIn(schema);
  known.set(schema, tokens);
  return tokens;
}

function tokensIn(schema: GraphQLSchema): Signing {
  const type = schema.getType('ConsistencyToken');
  if (!isScalarType(type)) return UNSIGNED.tokens;
  return {
    sign: (token) => String(type.serialize(token)),
    open: (token) => String(type.parseValue(token)),
  };
}
