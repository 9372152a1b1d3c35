// The demonstration in examples/storefront, for `npm run dev` alone: its built files, and the slider that slows the
// projector down. Nothing of it is there in production.
import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { z } from 'zod';
import { pathOf, type AdditionalRoute } from '../engine/host/http/http-routes.ts';
import { sendJson, sendText } from '../engine/host/http/send-response.ts';
import type { ProjectorDelay } from './slow-turns.ts';
import { sendFile } from '../engine/host/http/static-files.ts';

const PATH = '/storefront';
const DELAY_PATH = `${PATH}/projector-delay`;
/** Where `npm run dev` has it built, seen from where it is started. */
export const STOREFRONT_FOLDER = resolve('examples/storefront/dist');
const NOT_BUILT = `The storefront is not built. Run:

  npm run storefront:build

and load this page again. (npm run dev does that by itself before it starts.)
`;

const Delay = z.strictObject({ ms: z.int().min(0).max(5000) });
const BODY_CHARACTERS = 1000;

export interface StorefrontOptions {
  /** Of the built files. */
  readonly folder: string;
  readonly projectorDelay: ProjectorDelay;
}

export function storefrontRoute({ folder, projectorDelay }: StorefrontOptions): AdditionalRoute {
  return {
    path: PATH,
    handle: async (request, response) => {
      const path = pathOf(request);
      if (path === DELAY_PATH) return answerDelay(request, response, projectorDelay);
      if (request.method !== 'GET' && request.method !== 'HEAD') return refuseMethod(response, 'GET, HEAD');
      if (!existsSync(resolve(folder, 'index.html'))) return sendText(response, 503, NOT_BUILT);
      const name = path === PATH || path === `${PATH}/` ? 'index.html' : path.slice(PATH.length + 1);
      return sendFile(response, folder, name);
    },
  };
}

async function answerDelay(
  request: IncomingMessage,
  response: ServerResponse,
  delay: ProjectorDelay,
): Promise<void> {
  if (request.method === 'GET' || request.method === 'HEAD') return sendJson(response, 200, { ms: delay.ms });
  if (request.method !== 'PUT') return refuseMethod(response, 'GET, HEAD, PUT');
  if (!isFromHere(request)) {
    return refuse(response, {
      status: 403,
      code: 'FORBIDDEN',
      message: 'Only pages of this server may set the delay.',
    });
  }
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    return refuse(response, {
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
      message: 'Send JSON, with content-type application/json.',
    });
  }
  const wanted = Delay.safeParse(await readJson(request));
  if (!wanted.success) {
    return refuse(response, {
      status: 400,
      code: 'INVALID_DELAY',
      message: 'Send { "ms": n } with a whole number from 0 to 5000.',
    });
  }
  delay.ms = wanted.data.ms;
  return sendJson(response, 200, { ms: delay.ms });
}

/** A browser names the page that asks; whoever is no browser may. */
function isFromHere({ headers: { origin, host } }: IncomingMessage): boolean {
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Nothing for what is no JSON, or too much of it. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > BODY_CHARACTERS) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuseMethod(response: ServerResponse, allowed: string): void {
  response.setHeader('allow', allowed);
  refuse(response, { status: 405, code: 'METHOD_NOT_ALLOWED', message: `Here there is only ${allowed}.` });
}

interface Fault {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

function refuse(response: ServerResponse, { status, ...fault }: Fault): void {
  // What is left of a body is not read, so the connection can't be used for another request.
  response.setHeader('connection', 'close');
  sendJson(response, status, fault);
}
