// npm run cli -- <command>: the command line, on the servers of a running `npm run dev` where no others are named.
import { nameOwnServers } from '../dev/named-servers.ts';

nameOwnServers((file) => process.loadEnvFile(file));
await import('./cli.ts');
