// The encryption of a connection to a server: documents and commands, which hold what is personal, pass over it.
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
