// Checks of projections: one that can't be folded is refused where it is defined, with what to do about it.
import { badDefinition } from './bad-definition.ts';
import type { DocumentIndex } from './document-index.ts';
import { personalEvents, type AnyEvents } from './events.ts';

export function checkRoutes(
  { name, from }: { readonly name: string; readonly from: readonly AnyEvents[] },
  owner: string | undefined,
  { types, route }: { readonly types: ReadonlySet<string>; readonly route: ReadonlyMap<string, unknown> },
): void {
  const owners = new Map(
    from.flatMap(({ category, specs }) => Object.keys(specs).map((type) => [type, category])),
  );
  for (const type of types) {
    if (owners.get(type) === owner || route.has(type)) continue;
    const message = `Projection ${name} must say by \`route\` which documents ${type} touches.`;
    throw badDefinition(message);
  }
}

export function checkStore(name: string, store: string, indexes: readonly DocumentIndex[]): void {
  if (store === 'redis' || indexes.length === 0) return;
  const message = `Projection ${name} has indexes (${indexes.map((index) => index.name).join(', ')}), which are kept in Redis, so its store can't be ${store}.`;
  throw badDefinition(message);
}

export function checkInline({ name, from, types }: Folding, isPossible: boolean): void {
  if (!isPossible) {
    const message = `Projection ${name} is inline, so it is kept in Postgres and made of its own stream alone.`;
    throw badDefinition(message);
  }
  // It would be written with what a command says of somebody who is erased, and of which the event keeps nothing.
  const [personal] = from.flatMap(personalEvents).find(([type]) => types.has(type)) ?? [];
  if (personal === undefined) return;
  throw badDefinition(
    `Projection ${name} is inline, so it can't fold ${personal}, which has personal fields.`,
  );
}

interface Folding {
  readonly name: string;
  readonly from: readonly AnyEvents[];
  readonly types: ReadonlySet<string>;
}
