// The check that the keys of a store can be unwrapped by those of the installation.
import { openDatabase, type DatabaseOptions } from '../../../../postgres/database.ts';
import { wrappingBy } from './ciphers.ts';
import { INSTALLATION, subjectKeys } from './subject-keys.ts';

/** False if there is none yet. Throws STORE_FAILED if none of the keys has wrapped it. */
export async function checkDataKeys(options: DatabaseOptions, dataKeys: readonly string[]): Promise<boolean> {
  const database = openDatabase({ ...options, poolSize: 1 });
  try {
    const { find } = subjectKeys(database, wrappingBy(dataKeys));
    return (await find(new Set([INSTALLATION]))).has(INSTALLATION);
  } finally {
    await database.close();
  }
}
