// The shop: its bounded contexts as one system.
import { defineSystem } from '../engine/index.ts';
import { modules } from './modules.ts';

export const shop = defineSystem('shop', modules);
