// Places that sealed texts are bound to.

export const placeOfEvent = (stream: string, version: number, type: string): string =>
  `event ${stream} ${version} ${type}`;

export const placeOfCommand = (commandId: string, type: string): string =>
  `command ${commandId.toLowerCase()} ${type}`;
