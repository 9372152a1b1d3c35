// Other servers that answer the same query from the same stored documents: each as its own documentation starts it.
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { fastify } from 'fastify';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import mercurius from 'mercurius';
import { z } from 'zod';
import { Redis } from 'ioredis';
import { decodeDocument } from '../../src/engine/stores/stored-texts.ts';
import { say, settingsOf } from '../support/as-child.ts';

const { kind, redisUrl, keyPrefix } = settingsOf(
  z.object({
    kind: z.enum(['raw', 'mercurius', 'yoga', 'apollo']),
    redisUrl: z.string(),
    keyPrefix: z.string(),
  }),
);
const redis = new Redis(redisUrl);

async function readOrder(id: string): Promise<object | null> {
  const text = await redis.get(keyPrefix + id);
  if (text === null) return null;
  const { version, body } = decodeDocument(id, text);
  return { ...body, id, version };
}

/** The schema of the shop, resolved in the way that schemas are where nothing else is said. */
function schemaOfShop(): GraphQLSchema {
  const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
  const order = schema.getQueryType()?.getFields()['order'];
  if (order) order.resolve = (_root, { id }: { readonly id: string }) => readOrder(id);
  return schema;
}

const starts: Readonly<Record<typeof kind, () => Promise<string>>> = {
  raw: () =>
    listen((request, response) => {
      void bodyOf(request)
        .then((body) => redis.get(keyPrefix + z.object({ variables: Variables }).parse(body).variables.id))
        .then((text) => {
          response.setHeader('content-type', 'application/json; charset=utf-8');
          response.end(text);
        });
    }),
  mercurius: async () => {
    const app = fastify();
    await app.register(mercurius, { schema: schemaOfShop(), jit: 1 });
    await app.listen({ port: 0, host: '127.0.0.1' });
    return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/graphql`;
  },
  yoga: async () => {
    const yoga = createYoga({ schema: schemaOfShop(), logging: false });
    return `${await listen((request, response) => void yoga(request, response))}/graphql`;
  },
  apollo: async () => {
    const server = new ApolloServer({ schema: schemaOfShop() });
    return (await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } })).url;
  },
};

const Variables = z.object({ id: z.string() });

function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}

function bodyOf(request: IncomingMessage): Promise<unknown> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
  });
}

say({ url: await starts[kind]() });
