// Operators' work at the command line: servers looked at, opened, and closed again.
import type { System } from '../../engine/definitions/define-system.ts';
import { loadSettings, requireServers } from '../../engine/host/settings.ts';
import type { Control } from '../../engine/operations/open-control.ts';

export async function withControl<Result>(
  system: System,
  work: (control: Control) => Promise<Result>,
): Promise<Result> {
  const settings = requireServers(loadSettings());
  const { checkServers } = await import('../../engine/host/check-servers.ts');
  const { openControlAlone } = await import('../../engine/operations/open-control.ts');
  // What weakens promises about commands is told to those who send some.
  await checkServers(settings, { migrated: true, warn: () => {} });
  const control = await openControlAlone(system, settings);
  try {
    return await work(control);
  } finally {
    await control.close();
  }
}
