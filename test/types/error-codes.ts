// Codes are closed unions; every `@ts-expect-error` is a promise that the compiler catches that mistake.
import { SlipstreamError } from '../../src/engine/model/errors.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';

export const known = new SlipstreamError('REBUILDING', 'Filling.');
// @ts-expect-error there is no such code
export const unknown = new SlipstreamError('REBUILT', 'Filled.');
// @ts-expect-error a code for the log only is no error's
export const logged = new SlipstreamError('LANE_STOPPED', 'Stopped.');
// @ts-expect-error it is never compared with a code that there is not
export const isUnknown = known.code === 'REBUILT';

silentLogger.warn({ code: 'LANE_STOPPED', lane: 'order.0' }, 'Stopped.');
silentLogger.warn({ code: known.code, err: known }, known.message);
// @ts-expect-error no alarm is set on such a code
silentLogger.warn({ code: 'LANE_PAUSED' }, 'Paused.');
