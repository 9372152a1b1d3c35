// The bounded contexts this server is made of.
import { accountsModule } from '../domain/accounts/index.ts';
import { analyticsModule } from '../domain/analytics/index.ts';
import { catalogueModule } from '../domain/catalogue/index.ts';
import { customersModule } from '../domain/customers/index.ts';
import { loyaltyModule } from '../domain/loyalty/index.ts';
import { ordersModule } from '../domain/orders/index.ts';
import { shippingModule } from '../domain/shipping/index.ts';

export const modules = [
  customersModule,
  catalogueModule,
  ordersModule,
  accountsModule,
  loyaltyModule,
  shippingModule,
  analyticsModule,
];
