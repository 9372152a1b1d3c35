// Damage to one stored document: a field is taken out of it, in one commit of its lane, so that a worker that has the
// document in memory is refused, and reads it again.
import { randomUUID } from 'node:crypto';
import type { System } from '../engine/definitions/define-system.ts';
import type { ServedSettings } from '../engine/host/settings.ts';
import type { Checkpoint, StoredDocument } from '../engine/model/documents.ts';
import type { JsonObject } from '../engine/model/json.ts';
import { laneOf, type Lane } from '../engine/model/lane.ts';
import { openControlAlone, type Control } from '../engine/operations/open-control.ts';

export interface DamagedField {
  readonly readModel: string;
  readonly id: string;
  readonly field: string;
  /** Whether a document is one to damage. */
  readonly isFit: (body: JsonObject) => boolean;
}

/** What stood before the damage; undefined if nothing was damaged: no such document, an unfit one, or one that is parked. */
export async function damageDocument(
  system: System,
  settings: ServedSettings,
  damaged: DamagedField,
): Promise<JsonObject | undefined> {
  const control = await openControlAlone(system, settings);
  try {
    const { lanes = 1 } = system.projection(damaged.readModel) ?? {};
    const lane = { projection: damaged.readModel, lane: laneOf(damaged.id, lanes) };
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const found = await look(control, lane, damaged.id);
      const body = found?.document.body;
      if (!body || found.document.parked || !damaged.isFit(body)) return undefined;
      if ((await damage(control, { ...found, lane, field: damaged.field })) !== 'fenced') return body;
    }
    throw new Error(`The lane of ${damaged.readModel} moves too fast for the damage: try again.`);
  } finally {
    await control.close();
  }
}

/** A lane under load moves many times a second. */
const ATTEMPTS = 200;

interface Found {
  readonly generation: string;
  readonly checkpoint: Checkpoint;
  readonly document: StoredDocument;
}

async function look({ lanes }: Control, lane: Lane, id: string): Promise<Found | undefined> {
  const generation = (await lanes.state(lane)).live?.id;
  if (generation === undefined) return undefined;
  const checkpoint = await lanes.checkpoint(lane, generation);
  const { documents } = await lanes.load(lane, generation, [id], []);
  const [document] = documents;
  return checkpoint && document ? { generation, checkpoint, document } : undefined;
}

interface Damage extends Found {
  readonly lane: Lane;
  readonly field: string;
}

async function damage({ lanes }: Control, { lane, generation, checkpoint, document, field }: Damage) {
  const { id, version, position, body } = document;
  const rest = Object.fromEntries(Object.entries(body ?? {}).filter(([name]) => name !== field));
  return lanes.commit({
    ...{ lane, generation, expected: checkpoint, checkpoint: { ...checkpoint, batchId: randomUUID() } },
    documents: [{ id, version, position, json: JSON.stringify(rest), eventTypes: [] }],
    ...{ references: [], index: [], search: [], projectedAt: new Date().toISOString() },
  });
}
