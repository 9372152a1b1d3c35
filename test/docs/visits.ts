// The events that docs/authoring.md shows: older shapes, and an event that was retired.
import { defineEvents, event } from '#engine';

export const VisitEvents = defineEvents(
  'visit',
  {
    VisitBooked: event<
      { guest: string; nights: number; breakfast: boolean },
      [{ name: string }, { name: string; nights: number }]
    >({
      upcasts: [
        (data) => ({ ...data, nights: 1 }),
        ({ name, nights }) => ({ guest: name, nights, breakfast: false }),
      ],
    }),
  },
  { retired: ['VisitRated'] },
);
