// npm start -- api | worker | all: a role in production.
import { start } from '../cli/start.ts';

start({
  argv: process.argv,
  load: async () => {
    const [{ shop }, { graphiqlOptions }] = await Promise.all([
      import('../app/system.ts'),
      import('../app/graphiql-tabs.ts'),
    ]);
    return { system: shop, api: { graphiql: graphiqlOptions } };
  },
  exit: (code) => process.exit(code),
});
