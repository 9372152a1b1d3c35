// GraphQL for the composition root: the schema of a list of modules, and the server's end of it.
export type { Authenticate, Caller } from './caller.ts';
export type { Services } from './context.ts';
export type { GraphiqlOptions } from './http/graphiql.ts';
export {
  createGraphqlHandler,
  type GraphqlHandler,
  type GraphqlHandlerOptions,
} from './http/graphql-handler.ts';
export { refuseUpgrade } from './socket/refuse-upgrade.ts';
export { buildSchema } from './schema/build-schema.ts';
export { printSchemaText } from './schema/print-schema.ts';
