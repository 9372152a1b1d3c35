// Traces of a process, where the settings ask for them: without, nothing of them is loaded.
import type { Logger } from '../../model/logger.ts';
import type { Traces } from '../../observability/traces.ts';
import { packageVersion } from '../package-version.ts';
import type { Settings } from '../settings.ts';

const NOBODY_TAKES_SPANS =
  'TRACING is true, but no OpenTelemetry SDK is registered in this process: its spans go nowhere.';

/** Undefined where none are made. */
export async function openTraces(
  { tracing }: Pick<Settings, 'tracing'>,
  logger: Logger,
): Promise<Traces | undefined> {
  if (!tracing) return undefined;
  const { openTelemetryTraces, takesSpans } = await import('../../observability/open-telemetry.ts');
  if (!takesSpans()) logger.warn({}, NOBODY_TAKES_SPANS);
  return openTelemetryTraces(packageVersion());
}
