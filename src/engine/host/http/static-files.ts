// Files of one folder, by name: right content types, files with a hash in their name kept for ever by browsers, nothing
// from outside of the folder.
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { sendJson } from './send-response.ts';

/** No segment begins with a dot, so none leads upwards or to a hidden file; nothing is decoded. */
const NAME = /^(?:\w[\w.-]*\/)*\w[\w.-]*$/;
const HASHED = /^assets\//;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** @param name below the folder, such as `assets/main-abc.js`; answers 404 if there is no such file. */
export async function sendFile(response: ServerResponse, folder: string, name: string): Promise<void> {
  const type = TYPES[extname(name)];
  const content = type !== undefined && NAME.test(name) ? await contentOf(join(folder, name)) : undefined;
  if (type === undefined || content === undefined) {
    return sendJson(response, 404, { code: 'NOT_FOUND', message: 'There is nothing at this address.' });
  }
  response.writeHead(200, {
    'content-type': type,
    'content-length': content.length,
    'cache-control': HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}

async function contentOf(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch {
    return undefined;
  }
}
