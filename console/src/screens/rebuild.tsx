// A rebuild: how far it is, how fast, how long it takes, and what differs.
import { Diff, span, type Json } from '../parts.tsx';

export interface Rebuild {
  readonly state: keyof typeof MEANINGS;
  readonly by: string;
  readonly startedAt: string;
  readonly position: string;
  readonly head: string;
  readonly eventsPerSecond: number | null;
  readonly remainingMs: number | null;
  readonly compared: number;
  readonly differences: number;
  readonly note: string | null;
  readonly differing:
    | readonly {
        readonly id: string;
        readonly kind: keyof typeof KINDS;
        readonly live: Json;
        readonly next: Json;
      }[]
    | null;
}

export const REBUILD =
  'state by startedAt position head eventsPerSecond remainingMs compared differences note differing { id kind live next }';

const MEANINGS = {
  FILLING: 'a generation is filled beside what readers see',
  COMPARING: 'the two are compared, document by document',
  WAITING_FOR_APPROVAL: 'they differ: look at what differs, then switch or abort',
  SWITCHING: 'readers are switched, lane after lane',
  SWITCHED: 'readers see the new generation; undo goes back',
  ABORTED: 'it was given up',
} as const;

const KINDS = {
  MISSING_IN_LIVE: 'readers do not see it yet',
  MISSING_IN_NEXT: 'readers would no longer see it',
  OTHER: 'readers would see it otherwise',
} as const;

export function Rebuilt({ rebuild }: { readonly rebuild: Rebuild }) {
  const { state, by, startedAt, position, head, eventsPerSecond, remainingMs, note } = rebuild;
  const { compared, differences, differing } = rebuild;
  return (
    <section aria-label="Rebuild">
      <h2>Rebuild</h2>
      <p role="status">
        {state}: {MEANINGS[state]}. Begun by {by} at {startedAt}. {note}
      </p>
      {state === 'FILLING' ? (
        <p>
          <progress aria-label="Events folded" value={Number(position)} max={Math.max(1, Number(head))} />{' '}
          {position} of {head} events
          {eventsPerSecond === null ? '' : `, ${Math.round(eventsPerSecond)} a second`}
          {remainingMs === null ? '' : `, ${span(remainingMs)} left`}
        </p>
      ) : null}
      <p>
        {compared} documents compared, {differences} differ
        {differing && differences > differing.length ? `; the first ${differing.length} of them:` : '.'}
      </p>
      {(differing ?? []).map(({ id, kind, live, next }) => (
        <div key={id}>
          <h3>
            {id}: {KINDS[kind]}
          </h3>
          <Diff before={live} after={next} />
        </div>
      ))}
    </section>
  );
}
