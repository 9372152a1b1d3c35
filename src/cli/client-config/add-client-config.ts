// `client-config`: writes what the caches of Apollo Client and urql have to know, for the schema of this server or for
// any other that this engine has made.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import type { GraphQLSchema } from 'graphql';
import type { System } from '../../engine/definitions/define-system.ts';
import { checkGenerated, writeGenerated, type GeneratedFile } from '../generated-files.ts';
import { factsText, type FactsModule } from './facts-text.ts';
import type { Say } from '../say.ts';

const clients = ['apollo', 'urql'] as const;
type Client = (typeof clients)[number];

const FOR_APOLLO: FactsModule = {
  reader: "Apollo Client's cache",
  usage: 'createCache(apolloFacts)',
  name: 'apolloFacts',
  type: 'ApolloFacts',
  from: '@slipstream/apollo/create-cache',
};
const FOR_URQL: FactsModule = {
  reader: "urql's Graphcache",
  usage: 'graphcacheExchange(graphcacheFacts)',
  name: 'graphcacheFacts',
  type: 'GraphcacheFacts',
  from: '@slipstream/urql/graphcache-exchange',
};

interface Options {
  readonly schema?: string;
  readonly into: string;
  readonly prefix: string;
  /** Both if omitted. */
  readonly client?: Client;
  readonly check?: boolean;
}

export function addClientConfig(program: Command, say: Say, system: System): void {
  program
    .command('client-config')
    .description('write what the caches of Apollo Client and urql have to know of the schema')
    .option('--schema <file>', "text of another schema than this server's")
    .option('--into <folder>', 'where to', 'clients/generated')
    .option('--prefix <name>', 'what the files are called: <name>-apollo.ts, <name>-urql.ts', 'shop')
    .addOption(new Option('--client <name>', 'only the file for this one').choices(clients))
    .option('--check', 'only compare; fails if they are not up to date')
    .action(async (options: Options) => {
      for (const file of clientConfig(options, system))
        say(await (options.check ? checkGenerated(file) : writeGenerated(file)));
    });
}

export function clientConfig(options: Options, system: System): readonly GeneratedFile[] {
  const { into, prefix, client } = options;
  const command = 'client-config';
  const texts = {
    apollo: async () => {
      const { cacheFactsOf } = await import('./cache-facts.ts');
      return factsText(FOR_APOLLO, cacheFactsOf(await schemaFor(options, system)));
    },
    urql: async () => {
      const { graphcacheFactsOf } = await import('./graphcache-facts.ts');
      return factsText(FOR_URQL, graphcacheFactsOf(await schemaFor(options, system)));
    },
  };
  return clients
    .filter((name) => client === undefined || name === client)
    .map((name) => ({ path: join(into, `${prefix}-${name}.ts`), command, text: texts[name] }));
}

async function schemaFor({ schema: file }: Options, system: System): Promise<GraphQLSchema> {
  if (file !== undefined) {
    const { buildSchema } = await import('graphql');
    return buildSchema(readFileSync(file, 'utf8'));
  }
  const { buildSchema } = await import('../../engine/graphql/schema/build-schema.ts');
  return buildSchema(system);
}
