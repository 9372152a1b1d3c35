// The event store without guards: the same append, told only of the streams that are written, and of none which event stands there.
import type { CommandAppend, EventStore, StreamTail } from '../../src/engine/model/event-store.ts';
import { createEventStore } from '../../src/engine/flow/accept/event-store/create-event-store.ts';

type Store = ReturnType<typeof createEventStore>;

export function openUnguardedStore(options: Parameters<typeof createEventStore>[0]): Store {
  const store = createEventStore(options);
  const unguarded: Pick<EventStore, 'append' | 'readStreams'> = {
    append: (commands) => store.append(commands.map(withoutGuards)),
    // Events are asked for without saying which one is known to stand there.
    readStreams: (tails) =>
      store.readStreams(tails.map(({ stream, after }): StreamTail => ({ stream, after }))),
  };
  return { ...store, ...unguarded };
}

const withoutGuards = ({ guards: _guards, ...command }: CommandAppend): CommandAppend => ({
  ...command,
  streams: command.streams.map(({ lastEventId: _last, ...append }) => append),
});
