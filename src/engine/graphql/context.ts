// The context of a request, for every resolver. Made once per request, before anything of it is parsed.
import type { Caller } from '../model/caller.ts';
import type { Allowance } from './callers/allowance.ts';
import type { FoldBudget } from '../model/fold-budget.ts';
import type { Logger } from '../model/logger.ts';
import type { CommandBus, ReadService, SubscriptionService } from '../model/services.ts';
import type { OperationsService } from '../model/operations-service.ts';
import type { Unsubscribe } from '../model/notices.ts';
import type { ShapeServices } from '../shapes/registered.ts';
import type { TokenSession } from './token-session.ts';

export interface Services extends ShapeServices {
  readonly commands: CommandBus;
  readonly reads: ReadService;
  readonly subscriptions: SubscriptionService;
  /** Undefined for a pipeline in memory. */
  readonly operations?: OperationsService | undefined;
  /** The same for one request, whose reads are in its trace; undefined where no traces are made. */
  readonly inTrace?: (traceparent: string | undefined) => Services;
}

/** The client's end of a stream of updates. */
export interface Connection {
  /** Calls back once: when the client has gone, or when the server ends its streams; at once if it is so already. */
  onEnd(listener: () => void): Unsubscribe;
}

export interface RequestContext {
  readonly caller: Caller;
  readonly services: Services;
  readonly logger: Logger;
  readonly correlationId: string;
  readonly traceparent: string | undefined;
  readonly session: TokenSession;
  /** What it may still take of what its caller has. */
  readonly allowance: Allowance;
  /** What its reads may still have folded of the write model. */
  readonly folds: FoldBudget;
  readonly connection: Connection;
}
