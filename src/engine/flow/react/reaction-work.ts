// What a reaction does its work with.
import type { Reaction } from '../../definitions/reaction.ts';
import type { EventPages } from '../../model/event-pages.ts';
import type { Logger } from '../../model/logger.ts';
import type { ReactionCheckpoints } from '../../model/reactions.ts';
import type { CommandBus } from '../../model/services.ts';

export interface ReactionWork {
  readonly reaction: Reaction;
  readonly pages: EventPages;
  readonly checkpoints: ReactionCheckpoints;
  readonly commands: CommandBus;
  readonly logger: Logger;
}
