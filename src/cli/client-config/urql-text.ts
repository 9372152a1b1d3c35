// The module that makes urql's Graphcache know a schema: `cacheExchange(graphcacheConfig)`.
import {
  getNullableType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { cacheFactsOf, interfacesOf, type CacheFacts, type FieldFact } from './cache-facts.ts';
import { HEAD } from './urql-head.ts';

export function urqlText(schema: GraphQLSchema): string {
  const facts = cacheFactsOf(schema);
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  const unions = types
    .filter(isUnionType)
    .map(({ name }) => [name, facts.possibleTypes.get(name) ?? []] as const);
  const root = (type: GraphQLObjectType | null | undefined) => (type ? `{ name: '${type.name}' }` : 'null');
  return `${HEAD}
const objects = {
${outlinesText(types.filter(isObjectType))}
};

const interfaces = {
${outlinesText(interfacesOf(schema))}
};

const unions = {
${unions.map(([name, members]) => `  ${name}: [${members.map((member) => `'${member}'`).join(', ')}],`).join('\n')}
};

export const graphcacheConfig = {
  keys: {
${facts.embedded.map((name) => `    ${name}: embedded,`).join('\n')}
  },
  resolvers: {
${resolversText(facts)}
  },
  schema: {
    __schema: {
      queryType: { name: '${schema.getQueryType()?.name ?? 'Query'}' },
      mutationType: ${root(schema.getMutationType())},
      subscriptionType: ${root(schema.getSubscriptionType())},
      types: introspection(objects, interfaces, unions),
    },
  },
} satisfies CacheExchangeOpts;
`;
}

function outlinesText(types: readonly (GraphQLObjectType | GraphQLInterfaceType)[]): string {
  const lines = types.map((type) => {
    const fields = Object.values(type.getFields()).map(({ name, type: of }) => name + suffixOf(of));
    const above = type.getInterfaces().map(({ name }) => `'${name}'`);
    const implementing = above.length === 0 ? '' : `, implements: [${above.join(', ')}]`;
    return `  ${type.name}: { fields: '${fields.join(' ')}'${implementing} },`;
  });
  return lines.sort().join('\n');
}

function suffixOf(type: GraphQLOutputType): string {
  const nullable = getNullableType(type);
  const list = isListType(nullable) ? `[${suffixOf(nullable.ofType)}]` : '';
  return `${list}${isNonNullType(type) ? '!' : ''}`;
}

function resolversText({ fields }: CacheFacts): string {
  const types = [...fields].flatMap(([type, own]) => {
    const resolvers = [...own].flatMap(([name, fact]) => {
      const text = resolverText(fact);
      return text === undefined ? [] : [`      ${name}: ${text},`];
    });
    return resolvers.length === 0 ? [] : [`    ${type}: {\n${resolvers.join('\n')}\n    },`];
  });
  return types.join('\n');
}

function resolverText(fact: FieldFact): string | undefined {
  if (fact.kind === 'pages') return 'pages';
  if (fact.kind !== 'document') return undefined;
  return fact.by === undefined ? `oneDocument('${fact.type}')` : `oneDocument('${fact.type}', '${fact.by}')`;
}
