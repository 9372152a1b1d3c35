// The simplest fold there is: one event after the other, every document and reference in a map. What a lane wrote in
// batches, fan-outs and after any number of kills must equal it, byte for byte.
import { isEmbed } from '../../../src/engine/shapes/document/declare.ts';
import type { EmbeddedField } from '../../../src/engine/shapes/document/embeds.ts';
import type { Projection } from '../../../src/engine/definitions/projection.ts';
import type { Reference } from '../../../src/engine/definitions/reference.ts';
import { canonicalJson, type JsonObject } from '../../../src/engine/model/json.ts';
import type { RecordedEvent } from '../../../src/engine/model/events.ts';

export interface FoldedStore {
  /** By id, as they are stored: `<position> <version> <json>`. */
  readonly documents: ReadonlyMap<string, string>;
  /** By `<reference>:<id>`, as JSON. */
  readonly references: ReadonlyMap<string, string>;
  /** By `<reference>:<id>`: the documents that show it, in order. */
  readonly embedders: ReadonlyMap<string, readonly string[]>;
}

interface Folded {
  readonly version: number;
  readonly position: string;
  /** The author's part; null if it was removed. */
  readonly own: JsonObject | null;
}

export function foldStore(projection: Projection, events: readonly RecordedEvent[]): FoldedStore {
  const { owner } = projection;
  const documents = new Map<string, Folded>();
  const values = new Map<string, unknown>();
  // Who has ever shown what: only those are looked at when it changes, or a store of half a million events takes hours.
  const showing = new Map<string, Set<string>>();
  const put = (id: string, document: Folded): void => {
    documents.set(id, document);
    for (const { by } of projection.embeds) {
      const key = `${by} ${String(document.own?.[by])}`;
      const ids = showing.get(key);
      if (ids) ids.add(id);
      else showing.set(key, new Set([id]));
    }
  };
  for (const event of events) {
    const { category, streamId, position } = event;
    for (const reference of referencesOf(projection)) {
      const isErasure = event.type === 'SubjectErased';
      if (reference.category !== category || !(isErasure || reference.types.has(event.type))) continue;
      const key = `${reference.name}:${streamId}`;
      const [before, after] = [values.get(key), reference.fold(values.get(key), event)];
      values.set(key, after);
      const changed = projection.embeds.filter(
        (embed) =>
          embed.embeds === reference && (isErasure || textOf(embed, before) !== textOf(embed, after)),
      );
      for (const { by } of changed) {
        for (const id of showing.get(`${by} ${streamId}`) ?? []) {
          const document = documents.get(id);
          if (document?.own?.[by] === streamId) documents.set(id, { ...document, position });
        }
      }
    }
    const routed = new Set(projection.route(event));
    for (const id of routed) {
      const old = documents.get(id);
      const own = ownPart(projection, projection.fold(old?.own ?? null, event, id));
      const isOwn = owner === category && streamId === id;
      if (!old && own === null && !isOwn) continue;
      const counted = owner === undefined ? 1 : 0;
      const version = isOwn ? event.version : (old?.version ?? 0) + counted;
      put(id, { version, position, own });
    }
    if (owner === category && !routed.has(streamId)) {
      const own = documents.get(streamId)?.own ?? null;
      put(streamId, { own, version: event.version, position });
    }
  }
  return {
    documents: new Map(
      [...documents].map(([id, document]) => [
        id,
        `${document.position} ${document.version} ${jsonOf(projection, document, values)}`,
      ]),
    ),
    references: new Map(
      [...values].flatMap(([key, value]) => (value === undefined ? [] : [[key, canonicalJson(value)]])),
    ),
    embedders: embeddersOf(projection, documents),
  };
}

function ownPart(projection: Projection, folded: JsonObject | null): JsonObject | null {
  if (folded === null) return null;
  const names = Object.entries(projection.document.fields).filter(([, field]) => !isEmbed(field));
  return JSON.parse(JSON.stringify(Object.fromEntries(names.map(([name]) => [name, folded[name]]))));
}

/** Fields in the order of the definition, everything below with sorted keys. */
function jsonOf(projection: Projection, { own }: Folded, values: ReadonlyMap<string, unknown>): string {
  if (own === null) return '';
  const embeds = new Map(projection.embeds.map((embed) => [embed.field, embed]));
  const fields = Object.keys(projection.document.fields).flatMap((name) => {
    const embed = embeds.get(name);
    const text = embed
      ? textOf(embed, values.get(`${embed.embeds.name}:${String(own[embed.by])}`))
      : own[name] !== undefined && canonicalJson(own[name]);
    return text ? [`${JSON.stringify(name)}:${text}`] : [];
  });
  return `{${fields.join(',')}}`;
}

/** What an embedded field shows of a value, as JSON. */
function textOf({ pick }: EmbeddedField, value: unknown): string {
  if (value === undefined || value === null) return 'null';
  return canonicalJson(pick === undefined ? value : ((value as JsonObject)[pick] ?? null));
}

function referencesOf({ embeds }: Projection): ReadonlySet<Reference> {
  return new Set(embeds.map(({ embeds: reference }) => reference));
}

function embeddersOf(
  { embeds }: Projection,
  documents: ReadonlyMap<string, Folded>,
): ReadonlyMap<string, readonly string[]> {
  const embedders = new Map<string, Set<string>>();
  for (const [id, { own }] of documents) {
    for (const { embeds: reference, by } of own ? embeds : []) {
      const shown = own?.[by];
      if (typeof shown !== 'string') continue;
      const key = `${reference.name}:${shown}`;
      embedders.set(key, (embedders.get(key) ?? new Set()).add(id));
    }
  }
  return new Map([...embedders].map(([key, ids]) => [key, [...ids].sort()]));
}
