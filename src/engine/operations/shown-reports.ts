// Reports of stored events and commands with their payloads as operators may see them.
import type { CommandReport, CommandTrail, EventReport, Page } from '../model/operations-records.ts';
import type { ExplainedDocument, ExplainedStep } from '../model/operations.ts';
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
      steps: explained.steps.map(step),
    }),
  };
}
