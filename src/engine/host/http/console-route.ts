// The console at /console: its built files, which hold no data; what they show they ask of GraphQL.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathOf, type AdditionalRoute } from './http-routes.ts';
import { sendJson, sendText } from './send-response.ts';
import { sendFile } from './static-files.ts';

const PATH = '/console';
/** As far from dist/ as from src/. */
const FOLDER = resolve(import.meta.dirname, '../../../../console/dist');
const NOT_BUILT = 'The console is not built. Run `npm run console:build` and load this page again.\n';
const ONLY_ITSELF =
  "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function consoleRoute(folder = FOLDER): AdditionalRoute {
  return {
    path: PATH,
    isForOperators: true,
    handle: async (request, response) => {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('allow', 'GET, HEAD');
        return sendJson(response, 405, {
          code: 'METHOD_NOT_ALLOWED',
          message: 'Here there is only GET, HEAD.',
        });
      }
      if (!existsSync(join(folder, 'index.html'))) return sendText(response, 503, NOT_BUILT);
      const path = pathOf(request);
      response.setHeader('content-security-policy', ONLY_ITSELF);
      response.setHeader('referrer-policy', 'no-referrer');
      const name = path === PATH || path === `${PATH}/` ? 'index.html' : path.slice(PATH.length + 1);
      return sendFile(response, folder, name);
    },
  };
}
