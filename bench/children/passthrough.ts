// The least that can be done to read over HTTP: a node:http server that answers with what Redis has under the key in
// the path.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { connectRedis } from '../../src/engine/stores/redis/connect-redis.ts';
import { say, settingsOf } from '../support/as-child.ts';

const { redisUrl } = settingsOf(z.object({ redisUrl: z.string() }));
const redis = connectRedis({ url: redisUrl, role: 'api' });

const server = createServer((request, response) => {
  void redis.get(decodeURIComponent(request.url?.slice(1) ?? '')).then((text) => {
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(text);
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  say({ url: `http://127.0.0.1:${port}` });
});
