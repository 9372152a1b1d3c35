// npm start -- api | worker | all: a role in production.
import { graphiqlOptions } from '../app/graphiql-tabs.ts';
import { shop } from '../app/system.ts';
import { parseRole, startRole } from '../cli/start-role.ts';
import { untilStopped } from '../cli/until-stopped.ts';

untilStopped({
  start: async () => startRole(shop, parseRole(process.argv[2]), { graphiql: graphiqlOptions }),
  giveUp: () => process.exit(1),
});
