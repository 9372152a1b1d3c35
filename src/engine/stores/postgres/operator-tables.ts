// The tables of operators on a connection of their own, and what is in the tables of read models.
import type { DiscardRecords } from '../../model/discard-records.ts';
import type { LaneContents } from '../../model/lane-contents.ts';
import type { OperatorCommands } from '../../model/operator-commands.ts';
import type { Rebuilds } from '../../model/rebuilds.ts';
import { openDatabase, type DatabaseOptions } from '../../postgres/database.ts';
import { discardRecords } from './discard-records.ts';
import { laneContents } from './lane-contents.ts';
import { operatorCommands } from './operator-commands.ts';
import { rebuilds } from './rebuilds.ts';

export interface OperatorTables {
  readonly commands: OperatorCommands;
  readonly discards: DiscardRecords;
  readonly rebuilds: Rebuilds;
  readonly contents: LaneContents;
  close(): Promise<void>;
}

/** All throw STORE_UNAVAILABLE and STORE_FAILED. */
export function openOperatorTables(options: DatabaseOptions): OperatorTables {
  const database = openDatabase({ ...options, poolSize: 2 });
  return {
    commands: operatorCommands(database),
    discards: discardRecords(database),
    rebuilds: rebuilds(database),
    contents: laneContents(database),
    close: () => database.close(),
  };
}
