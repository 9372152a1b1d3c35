// The keys of personal fields, required in production before anything is sealed with those that everybody knows.
import type { System } from '../definitions/define-system.ts';
import { personalEvents } from '../definitions/events.ts';
import { SettingsInvalid, type Settings } from './settings.ts';

/** Throws CONFIG_INVALID. */
export function requireDataKeys(
  { events }: Pick<System, 'events'>,
  { environment, hasDataKeys }: Pick<Settings, 'environment' | 'hasDataKeys'>,
): void {
  if (environment !== 'production' || hasDataKeys || events.flatMap(personalEvents).length === 0) return;
  throw new SettingsInvalid([
    'DATA_KEYS must be set in production: it keeps the keys that personal fields are sealed with; openssl rand -base64 48',
  ]);
}
