// Port of the record of operators' deeds: each is written before it is done and completed once.
import type { Page, PageRequest } from './operations-records.ts';
import type { AuditEntry, Deed, DeedEnd } from './operations.ts';

/** All throw STORE_UNAVAILABLE and STORE_FAILED. */
export interface OperatorCommands {
  /** Writes the deed before it is done, or finds what stands there of the same principal and id. */
  begin(deed: Deed): Promise<AuditEntry>;
  /** False if it was completed before; then nothing was changed. */
  complete(deed: Pick<Deed, 'principal' | 'commandId'>, end: DeedEnd): Promise<boolean>;
  /** The newest first. Throws INVALID_READ on what is no cursor. */
  page(request: PageRequest): Promise<Page<AuditEntry>>;
}
