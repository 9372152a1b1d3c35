// Codes of errors, by who sees them first. They are spelled once and never renamed: alarms and clients rest on them.

/** Clients, as `extensions.code`. */
type ClientErrorCode =
  | 'COMMAND_OUTCOME_UNKNOWN'
  | 'DOCUMENT_PARKED'
  | 'FORBIDDEN'
  | 'INVALID_CURSOR'
  | 'INVALID_READ'
  | 'INVALID_SUBSCRIPTION'
  | 'INVALID_TOKEN'
  | 'OVERLOADED'
  | 'PROJECTION_BEHIND'
  | 'READ_MODEL_UNAVAILABLE'
  | 'REBUILDING'
  | 'SHUTTING_DOWN'
  | 'STORE_UNAVAILABLE'
  | 'TOKEN_OF_ANOTHER_STORE'
  | 'UNAUTHENTICATED'
  | 'UNKNOWN_EVENT_TYPE';

/** Operators, in logs and at the end of a command of theirs: servers, stores and settings. */
type OperatorErrorCode =
  | 'AUTHENTICATION_UNAVAILABLE'
  | 'BAD_STORE_NAME'
  | 'CORRUPT_STORE'
  | 'DOCUMENT_AHEAD'
  | 'INDEX_LOST'
  | 'LANE_HELD_BACK'
  | 'LISTEN_FAILED'
  | 'NOT_LISTENING'
  | 'PORT_IN_USE'
  | 'POSITIONS_NOT_DENSE'
  | 'PROCESS_NEVER_READY'
  | 'REDIS_EVICTS'
  | 'STORE_FAILED'
  | 'STORE_OF_ANOTHER_DATABASE'
  | 'STORE_RENAMED'
  | 'STREAM_BROKEN'
  | 'TOO_MANY_PARKED'
  | 'UNKNOWN_LANE'
  | 'UNKNOWN_ROLE';

/** Authors: what they defined does not fit together, or does something that can't be stored or sent. */
type AuthorErrorCode =
  | 'BAD_DEFINITION'
  | 'COMMAND_FAILED'
  | 'DOCUMENT_TOO_LARGE'
  | 'FOLD_FAILED'
  | 'FOLD_HANGS'
  | 'INVALID_APPEND'
  | 'INVALID_REQUEST'
  | 'REACTION_FAILED'
  | 'REACTION_INVALID'
  | 'SEARCH_NEEDS_POSTGRES'
  | 'UNKNOWN_COMMAND'
  | 'UPCAST_FAILED'
  | 'VERSION_CONFLICT';

export type ErrorCode = ClientErrorCode | OperatorErrorCode | AuthorErrorCode;

/** Codes of log lines that no error stands behind, or another one in each case. */
export type LogCode =
  | 'AUDIT_FOUND'
  | 'DOCUMENT_LOST'
  | 'GENERATION_DIVERGED'
  | 'LANE_STOPPED'
  | 'PROCESS_ENDED'
  | 'PROCESS_HUNG'
  | 'THREAD_ENDED'
  | 'THREAD_HUNG'
  | 'THREAD_OUT_OF_MEMORY'
  | 'QUEUE_SILENT'
  | 'REACTION_BEGINS_ANEW'
  | 'REACTION_CHANGED'
  | 'REACTION_REFUSED'
  | 'READ_MODEL_CHANGED'
  | 'REFERENCE_LOST'
  | 'REGISTER_LOST'
  | 'SHUTDOWN_LATE'
  | 'STORE_RENEWED'
  | 'STORE_RESTORED'
  | 'STREAM_PARKED'
  | 'SWEEP_FAILED'
  | 'TURN_FAILED'
  | 'WATCHDOG_FAILED';
