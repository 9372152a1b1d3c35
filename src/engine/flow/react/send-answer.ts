// One command of a reaction brought to its outcome, which is stored under its id: asking again changes nothing.
import { CommandIdReused, VersionConflict } from '../../definitions/refusals.ts';
import { systemCaller } from '../../model/caller.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { RecordedEvent } from '../../model/events.ts';
import type { CommandOutcome } from '../../model/outcome.ts';
import { reactionPrincipal } from '../../model/reactions.ts';
import type { CommandRequest } from '../../model/services.ts';
import { onBehalfOf } from '../../model/work-in-hand.ts';
import type { PlannedCommand } from './plan-answers.ts';
import { causeOf, type ReactionContext } from './reaction-context.ts';

export interface SentCommand extends PlannedCommand {
  /** That it answers. */
  readonly event: RecordedEvent;
}

/** Resolves when the command has an outcome. Throws what the bus throws, VERSION_CONFLICT and REACTION_INVALID. */
export async function sendCommand(context: ReactionContext, answer: SentCommand): Promise<void> {
  const cause = { ...causeOf(context.reaction), position: answer.event.position };
  const outcome = await onBehalfOf(cause, answer.commandId, () =>
    context.commands.dispatch(requestOf(context, answer)),
  );
  if (!outcome.accepted) takeRefusal(context, answer, outcome);
}

/** What happens in answer to an event happens, for the domain, when the event does: also when it is answered late. */
function requestOf({ reaction }: ReactionContext, { event, ask, commandId }: SentCommand): CommandRequest {
  const { correlationId, traceparent } = event.metadata;
  return {
    command: ask.command,
    input: { ...ask.input, commandId },
    principal: reactionPrincipal(reaction.name),
    caller: systemCaller(reactionPrincipal(reaction.name)),
    correlationId,
    causedBy: event.id,
    occurredAt: event.occurredAt,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

type Refused = Extract<CommandOutcome, { readonly accepted: false }>;

function takeRefusal(
  context: ReactionContext,
  { event, ask, commandId }: SentCommand,
  { rejection, stored }: Refused,
): void {
  const { code, message } = rejection;
  const { correlationId } = event.metadata;
  const facts = {
    ...{ reaction: context.reaction.name, command: ask.command, commandId, eventId: event.id },
    correlationId,
  };
  if (code === CommandIdReused.code) {
    context.logger.info(
      { code: 'REACTION_CHANGED', ...facts },
      'The event was answered before, by other code of this reaction: that stands.',
    );
  } else if (stored) {
    context.logger.info({ code: 'REACTION_REFUSED', ...facts, refusal: code }, 'A reaction was refused.');
  } else if (code === VersionConflict.code) {
    // It may pass.
    throw new SlipstreamError('VERSION_CONFLICT', message);
  } else {
    // A fault of the reaction, which answers the event once it is repaired.
    throw new SlipstreamError('REACTION_INVALID', `${ask.command} is refused: ${message}`);
  }
}
