// Folders and names of the data of `npm run dev`.
import { resolve } from 'node:path';

export const DEV_DATA = resolve('.data');
export const DEV_POSTGRES = resolve(DEV_DATA, 'postgres');
/** Name of the database in there. */
export const DEV_DATABASE = 'slipstream';
