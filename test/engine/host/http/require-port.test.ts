import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { requirePort } from '../../../../src/engine/host/http/require-port.ts';
import { freePort } from '../../../../src/dev/local/free-port.ts';

test('a port that is free is left free', async () => {
  const port = await freePort();
  await requirePort({ host: '127.0.0.1', port });
  await requirePort({ host: '127.0.0.1', port });
});

test('a port that is taken is told in one line, with who has it and what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const failing = requirePort({ host: '127.0.0.1', port });
  await expect(failing).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  const by = process.platform === 'linux' ? ` by process ${process.pid} \\(\\w+\\)` : '.*';
  await expect(failing).rejects.toThrow(new RegExp(`^Port ${port} is in use${by}: stop it, or set PORT`));
  other.close();
});

test('a host that is none of this machine is told by its setting', async () => {
  const failing = requirePort({ host: 'x86_64-conda-linux-gnu.invalid', port: 0 });
  await expect(failing).rejects.toThrow(/^HOST is x86_64-conda-linux-gnu\.invalid, .*or unset it\.$/);
  await expect(requirePort({ host: '192.0.2.1', port: 0 })).rejects.toThrow(/^HOST is 192\.0\.2\.1/);
});
