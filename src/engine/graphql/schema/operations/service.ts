// The operators' service of a request, for callers with the right to it.
import { SlipstreamError } from '../../../model/errors.ts';
import type { OperationsService } from '../../../model/operations-service.ts';
import { forbidden } from '../forbidden.ts';
import { missingRole } from '../../../operations/rights.ts';
import type { RequestContext } from '../../context.ts';

/** Throws FORBIDDEN, UNAUTHENTICATED for whoever has shown no token, and READ_MODEL_UNAVAILABLE on a pipeline in memory. */
export function operationsOf({ services, caller }: RequestContext): OperationsService {
  const missing = missingRole('operations', caller);
  if (missing !== undefined) throw forbidden(caller, `This asks for the role ${missing}.`, { role: missing });
  if (services.operations) return services.operations;
  throw new SlipstreamError('READ_MODEL_UNAVAILABLE', 'There is nothing to operate here.');
}
