// Times as they leave the database: ISO 8601 text in UTC, so that no session's time zone can shift them.

/** @param time an SQL expression of type TIMESTAMPTZ. */
export const isoText = (time: string): string =>
  `to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
