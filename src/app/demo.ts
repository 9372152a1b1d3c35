// The demonstration of the shop in `npm run dev`: its storefront, prepared tabs in GraphiQL, and a few customers and orders.
import type { DevOptions } from '../dev/start-dev.ts';
import { graphiqlOptions } from './graphiql-tabs.ts';
import { seedDemoShop } from './seed-demo-shop.ts';
import { STOREFRONT_FOLDER, storefrontRoute } from '../dev/storefront.ts';

export const demo: Omit<DevOptions, 'say' | 'worker'> = {
  api: (projectorDelay) => ({
    graphiql: graphiqlOptions,
    routes: [storefrontRoute({ folder: STOREFRONT_FOLDER, projectorDelay })],
  }),
  fill: async (commands) => {
    const fresh = await seedDemoShop(commands);
    return fresh > 0 ? `Filled the demo shop with ${fresh} commands` : undefined;
  },
  welcome: (url) => `
Slipstream is ready.

  storefront     ${url}/storefront
  GraphiQL       ${url}/graphql
  schema         ${url}/schema.graphql
  console        ${url}/console
  health, ready  ${url}/health  ${url}/ready  ${url}/metrics
  operators      npm run cli -- status   (in another shell)

Try this in GraphiQL (its tabs go on from there), or in a shell:

  curl -s ${url}/graphql -H 'content-type: application/json' -d '{"query":"{ order(id: \\"demo-order-1\\") { version status customer { name } total { amount currency } } }"}'

Ctrl-C stops everything.`,
};
