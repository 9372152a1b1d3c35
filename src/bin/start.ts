// npm start -- api | worker | all: a role in production.
import { parseRole, startRole } from '../app/start-role.ts';
import { untilStopped } from '../app/until-stopped.ts';

untilStopped({
  start: async () => startRole(parseRole(process.argv[2])),
  giveUp: () => process.exit(1),
});
