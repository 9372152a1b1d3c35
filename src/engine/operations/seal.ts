// The sealing of what was stored before its fields were declared personal, as the owner of the tables.
import type { System } from '../definitions/define-system.ts';
import { sealStored, type SealedStored } from '../flow/accept/event-store/personal/seal-stored.ts';
import { requireDataKeys } from '../host/require-data-keys.ts';
import { requireOwner, type Settings } from '../host/settings.ts';

/**
 * Throws CONFIG_INVALID, and what the store throws.
 * @param keyed categories whose ids were hashes of personal texts, and are keyed ids now.
 */
export function sealAsOwner(
  system: System,
  settings: Settings,
  keyed: readonly string[],
): Promise<SealedStored> {
  requireDataKeys(system, settings);
  return sealStored({ databaseUrl: requireOwner(settings), dataKeys: settings.dataKeys, system, keyed });
}
