// The tables of operators on a connection of their own.
import type { OperatorCommands } from '../../model/operator-commands.ts';
import { openDatabase, type DatabaseOptions } from '../../postgres/database.ts';
import { operatorCommands } from './operator-commands.ts';

export interface OperatorTables {
  readonly commands: OperatorCommands;
  close(): Promise<void>;
}

/** All throw STORE_UNAVAILABLE and STORE_FAILED. */
export function openOperatorTables(options: DatabaseOptions): OperatorTables {
  const database = openDatabase({ poolSize: 2, ...options });
  return { commands: operatorCommands(database), close: () => database.close() };
}
