// Subscriptions whose updates are spans, each in the trace that its notice came with.
import type { ProjectionUpdate, SubscriptionService } from '../../model/services.ts';
import type { Traces } from '../../observability/traces.ts';

type Updates = AsyncIterableIterator<ProjectionUpdate>;

export function tracedUpdates<Service extends SubscriptionService>(
  service: Service,
  traces: Traces,
): Service {
  return {
    ...service,
    subscribe: async (request) =>
      tracedStream(await service.subscribe(request), (update) => note(traces, update)),
  };
}

/** What a comparison has found came without a notice. */
function note(
  traces: Traces,
  { readModel, version, coalesced, traceparent: parent }: ProjectionUpdate,
): void {
  if (parent === undefined) return;
  const facts = {
    'slipstream.read_model': readModel,
    'slipstream.version': version,
    'slipstream.coalesced': coalesced,
  };
  traces.begin(`notice ${readModel}`, { parent, facts }).end();
}

/** No generator: its end would wait for the next update. */
function tracedStream(updates: Updates, onUpdate: (update: ProjectionUpdate) => void): Updates {
  const stream: Updates = {
    next: async () => {
      const next = await updates.next();
      if (next.done !== true) onUpdate(next.value);
      return next;
    },
    return: async () => (await updates.return?.()) ?? { done: true, value: undefined },
    throw: async (error: unknown) => {
      await updates.return?.();
      throw error;
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}
