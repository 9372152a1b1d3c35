// #engine/runtime: the door for whoever starts a system.
export { createRuntime, type Runtime, type RuntimeOptions } from './host/create-runtime.ts';
export type { ApiOptions } from './host/roles.ts';
export type { AdditionalRoute } from './host/http/http-routes.ts';
export type { Running } from './host/running.ts';
export { loadSettings, SettingsInvalid, type Settings } from './host/settings.ts';
export type { CommandBus } from './model/services.ts';
