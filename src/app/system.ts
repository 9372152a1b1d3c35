// The shop: its bounded contexts as one system.
import { defineSystem } from '../engine/index.ts';
import { ShopClaims } from '../domain/shared/access.ts';
import { modules } from './modules.ts';

export const shop = defineSystem('shop', modules, { caller: { claims: ShopClaims } });
