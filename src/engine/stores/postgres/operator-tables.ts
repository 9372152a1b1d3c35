// The tables of operators on a connection of their own.
import type { DiscardRecords } from '../../model/discard-records.ts';
import type { OperatorCommands } from '../../model/operator-commands.ts';
import { openDatabase, type DatabaseOptions } from '../../postgres/database.ts';
import { discardRecords } from './discard-records.ts';
import { operatorCommands } from './operator-commands.ts';

export interface OperatorTables {
  readonly commands: OperatorCommands;
  readonly discards: DiscardRecords;
  close(): Promise<void>;
}

/** All throw STORE_UNAVAILABLE and STORE_FAILED. */
export function openOperatorTables(options: DatabaseOptions): OperatorTables {
  const database = openDatabase({ poolSize: 2, ...options });
  const discards = discardRecords(database);
  return { commands: operatorCommands(database), discards, close: () => database.close() };
}
