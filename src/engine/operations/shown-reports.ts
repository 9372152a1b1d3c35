// Reports of stored events and commands with their payloads as operators may see them.
import type { CommandReport, CommandTrail, EventReport, Page } from '../model/operations-records.ts';
import type {
  DeadLetter,
  DeadLetterGroup,
  ExplainedDocument,
  ExplainedStep,
  TriedDeadLetter,
} from '../model/operations.ts';
import type { PayloadMask } from './mask-payloads.ts';

export function shownReports(mask: PayloadMask) {
  const event = (report: EventReport): EventReport => ({ ...report, payload: mask.ofObject(report.payload) });
  const command = (report: CommandReport): CommandReport => ({
    ...report,
    payload: mask.of(report.payload),
    message: report.message === undefined ? undefined : mask.ofMessage(report.message),
  });
  const trail = (whole: CommandTrail): CommandTrail => ({
    ...whole,
    command: command(whole.command),
    events: whole.events.map(event),
    consequences: whole.consequences.map((one) => ({
      ...one,
      command: command(one.command),
      events: one.events.map(event),
    })),
  });
  const step = (one: ExplainedStep): ExplainedStep => ({
    ...one,
    event: event(one.event),
    before: mask.ofObject(one.before),
    after: mask.ofObject(one.after),
    error: one.error === undefined ? undefined : mask.ofMessage(one.error),
  });
  const letters = shownLetters(mask, event);
  const body = (document: ExplainedDocument['stored']): ExplainedDocument['stored'] =>
    document && { ...document, body: mask.ofObject(document.body) };
  return {
    event,
    command,
    trail,
    page: <Item>({ items, next }: Page<Item>, show: (item: Item) => Item): Page<Item> => ({
      items: items.map(show),
      next,
    }),
    document: (explained: ExplainedDocument): ExplainedDocument => ({
      ...explained,
      stored: body(explained.stored),
      folded: body(explained.folded),
      parked: explained.parked && letters.deadLetter(explained.parked),
      steps: explained.steps.map(step),
    }),
    ...letters,
  };
}

function shownLetters(mask: PayloadMask, event: (report: EventReport) => EventReport) {
  // The first line of a stack is the message again.
  const maskedError = ({ code, message, stack }: DeadLetter['error']): DeadLetter['error'] => ({
    ...{ code, message: mask.ofMessage(message) },
    stack: stack === undefined ? undefined : mask.ofMessage(stack),
  });
  const deadLetter = (letter: DeadLetter): DeadLetter => ({
    ...letter,
    event: event(letter.event),
    error: maskedError(letter.error),
    document: mask.ofObject(letter.document),
  });
  return {
    deadLetter,
    group: (one: DeadLetterGroup): DeadLetterGroup => ({ ...one, message: mask.ofMessage(one.message) }),
    tried: ({ deadLetter: letter, document, error, ...rest }: TriedDeadLetter): TriedDeadLetter => ({
      ...rest,
      deadLetter: deadLetter(letter),
      document: document && mask.ofObject(document),
      error: error && { ...error, message: mask.ofMessage(error.message) },
    }),
  };
}
