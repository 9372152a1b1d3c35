// Outcomes of commands, accepted or rejected: the words shared by decider, dispatch, event store and API.
import type { Position } from './position.ts';

/** A refusal as a value: a member of a closed, typed set, never an exception. */
export interface Rejection<Name extends string = string, Data = unknown> {
  readonly rejected: true;
  readonly name: Name;
  readonly code: string;
  readonly message: string;
  readonly data: Data;
}

export interface Receipt {
  readonly commandId: string;
  /** Id of the entity whose stream the command changed. */
  readonly streamId: string;
  readonly version: number;
  readonly position: Position;
  readonly token: string;
  readonly replayed: boolean;
}

export type CommandOutcome =
  | { readonly accepted: true; readonly receipt: Receipt }
  | {
      readonly accepted: false;
      readonly rejection: Rejection;
      readonly commandId: string;
      /** True if the same command will be refused alike for good; else it may be asked again, also with another input. */
      readonly stored: boolean;
    };
