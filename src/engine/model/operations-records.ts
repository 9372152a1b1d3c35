// Port of the operators' work, as far as it is about what was stored: events, commands, and the pages they come in.
import type { Json, JsonObject } from './json.ts';
import type { Position } from './position.ts';

/** `masked`: names stay, values are replaced by texts that are equal for equal values. `hidden`: null. */
export type PayloadsShown = 'shown' | 'masked' | 'hidden';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** To go on after; undefined if that was all. */
  readonly next: string | undefined;
}

export interface PageRequest {
  /** 1 to 100. */
  readonly first: number;
  readonly after?: string | undefined;
}

export interface EventReport {
  readonly position: Position;
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly recordedAt: string;
  readonly correlationId: string | undefined;
  /** The command's id. */
  readonly causationId: string | undefined;
  readonly principal: string | undefined;
  /** As it is stored; null where payloads are hidden. */
  readonly payload: JsonObject | null;
}

export interface EventFilter extends PageRequest {
  readonly stream?: string | undefined;
  readonly type?: string | undefined;
  readonly correlationId?: string | undefined;
  /** ISO 8601 */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface CommandReport {
  readonly id: string;
  readonly type: string;
  readonly principal: string;
  readonly outcome: 'ACCEPTED' | 'REJECTED';
  readonly streamId: string;
  readonly version: number | undefined;
  readonly position: Position | undefined;
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly correlationId: string;
  readonly recordedAt: string;
  readonly payload: Json;
}

/** A command, what it stored, and what came of that: commands of reactions to its events, and so on. */
export interface CommandTrail {
  readonly command: CommandReport;
  readonly events: readonly EventReport[];
  readonly consequences: readonly {
    readonly command: CommandReport;
    /** Id of the event that a reaction answered with it; undefined if it was refused. */
    readonly causedBy: string | undefined;
    readonly events: readonly EventReport[];
  }[];
  /** False if more was stored behind it than is looked through. */
  readonly isWhole: boolean;
}

/** A stream at which commands met others that were faster. */
export interface ContendedStream {
  /** Id of the entity, as its commands name it. */
  readonly streamId: string;
  /** Commands about it, and how many of them were refused with VERSION_CONFLICT, of those looked through. */
  readonly commands: number;
  readonly conflicts: number;
  /** ISO 8601 */
  readonly lastAt: string;
}

/** A document that clients follow at one process. */
export interface SubscriptionReport {
  readonly readModel: string;
  readonly id: string;
  readonly subscribers: number;
}

export interface CommandFilter extends PageRequest {
  readonly id?: string | undefined;
  readonly type?: string | undefined;
  readonly outcome?: 'ACCEPTED' | 'REJECTED' | undefined;
  readonly correlationId?: string | undefined;
}
