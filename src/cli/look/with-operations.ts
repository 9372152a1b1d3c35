// Looks of operators at the command line: servers checked, the service opened, and closed again.
import type { System } from '../../engine/definitions/define-system.ts';
import { loadSettings, requireServers } from '../../engine/host/settings.ts';
import type { OperationsService } from '../../engine/model/operations-service.ts';
import { looking } from '../could-not-look.ts';

/** Throws `CouldNotLook` where servers do not answer or can't be asked that. */
export function withOperations<Seen>(
  system: System,
  look: (operations: OperationsService) => Promise<Seen>,
): Promise<Seen> {
  return looking(async () => {
    const settings = requireServers(loadSettings());
    const { checkServers } = await import('../../engine/host/check-servers.ts');
    const { openOperationsAlone } = await import('../../engine/operations/open-operations.ts');
    await checkServers(settings, { migrated: true, warn: () => {} });
    const operations = await openOperationsAlone(system, settings);
    try {
      return await look(operations);
    } finally {
      await operations.close();
    }
  });
}
