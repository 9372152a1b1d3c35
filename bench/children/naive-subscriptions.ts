// The obvious way to tell subscribers: Yoga with its own PubSub, fed by one Redis subscription; each subscriber reads the
// document for itself.
import { createServer } from 'node:http';
import { createPubSub, createSchema, createYoga } from 'graphql-yoga';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { createLaneStore } from '../../src/engine/stores/redis/lane-store.ts';
import { decodeNotice } from '../../src/engine/model/notice-text.ts';
import { decodeDocument } from '../../src/engine/stores/stored-texts.ts';
import { encodeToken } from '../../src/engine/model/token.ts';
import { say, settingsOf } from '../support/as-child.ts';
import { keys } from '../support/config.ts';

const { redisUrl } = settingsOf(z.object({ redisUrl: z.string() }));
const lane = { projection: 'order', lane: 0 };
const redis = new Redis(redisUrl);
const { live } = await createLaneStore({ redis, keys }).state(lane);

interface Told {
  readonly id: string;
  readonly version: number;
  readonly token: string;
}

const pubSub = createPubSub<{ order: [id: string, told: Told] }>();
const subscriber = new Redis(redisUrl);
await subscriber.subscribe(keys.notices(lane));
subscriber.on('message', (_channel, text) => {
  const notice = decodeNotice(text);
  for (const { id, version, position } of notice?.documents ?? []) {
    const token = encodeToken({ incarnation: notice?.incarnation ?? '', position });
    pubSub.publish('order', id, { id, version, token });
  }
});

async function read(id: string) {
  const text = await redis.get(keys.document(lane, live?.id ?? '', id));
  const stored = text === null ? null : decodeDocument(id, text);
  return stored && { ...stored.body, id, version: stored.version };
}

const yoga = createYoga({
  logging: false,
  schema: createSchema({
    typeDefs: `
      type Query { ready: Boolean }
      type Order { id: ID! version: Int! status: String! }
      type OrderUpdate { version: Int! token: String! document: Order }
      type Subscription { orderUpdated(id: ID!): OrderUpdate }`,
    resolvers: {
      Subscription: {
        orderUpdated: {
          subscribe: (_: unknown, { id }: { id: string }) => pubSub.subscribe('order', id),
          resolve: async (told: Told) => ({ ...told, document: await read(told.id) }),
        },
      },
    },
  }),
});
const server = createServer((request, response) => void yoga(request, response));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') say({ url: `http://127.0.0.1:${address.port}` });
});
