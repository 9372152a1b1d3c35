// Whether what goes to a server and comes from it can be read on the way: documents and commands hold what is personal.
import { about, type Finding } from '../../model/findings.ts';

interface Connected {
  readonly isEncrypted: boolean;
  /** Whether the server is on this machine. */
  readonly isHere: boolean;
  /** What to do if it is neither. */
  readonly remedy: string;
}

/** @param server name of the setting with its address. */
export function encryptionFinding(server: string, { isEncrypted, isHere, remedy }: Connected): Finding {
  const encryption = about(`${server} encryption`);
  if (isEncrypted) return encryption.ok('TLS');
  if (isHere) return encryption.ok('none, within this machine');
  return encryption.warn(`none: whoever is between can read and change what is said. ${remedy}`);
}
