// The page: what the shop knows, what the user has written, and what came of it.
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { ClientChoice } from './client-choice.ts';
import { Badges } from './components/badges.tsx';
import { Header } from './components/header.tsx';
import { Introduction } from './components/introduction.tsx';
import { OrderForm } from './components/order-form.tsx';
import { OrderList } from './components/order-list.tsx';
import { OrderPanel } from './components/order-panel.tsx';
import { ReadPanel } from './components/read-panel.tsx';
import { useOvertaken } from './overtaken.ts';
import type { Command, OrderRow, ShopClient, Update } from './shop.ts';
import { useWrites } from './writes.ts';

const NONE: readonly OrderRow[] = [];

export function App({ shop, choice }: { readonly shop: ShopClient; readonly choice: ClientChoice }) {
  const { writes, send, pushed } = useWrites(shop);
  const products = shop.useProducts();
  const ordersRead = shop.useOrders();
  const orders = ordersRead.data;
  const [chosen, choose] = useState<string>();
  const selected = chosen ?? orders?.[0]?.id;
  const connection = useSyncExternalStore(shop.connection.subscribe, shop.connection.state);
  useFollowed(shop, orders ?? NONE, pushed);
  useOvertaken(writes, pushed);
  const place = async (command: Command): Promise<void> => {
    choose(command.orderId);
    const { kind } = await send(command, 0);
    if (kind === 'refused') choose(undefined);
  };
  const isSending = (id: string): boolean =>
    writes.some(({ command, answer }) => command.orderId === id && !answer);

  return (
    <>
      <Header choice={choice} connection={connection} />
      <main>
        <Introduction isLive={connection === 'live'} />
        <section className="column" aria-label="Orders">
          <OrderForm products={products} onPlace={(command) => void place(command)} />
          <OrderList orders={ordersRead} selected={selected} isSending={isSending} onSelect={choose} />
        </section>
        <section className="column" aria-label="The chosen order">
          {selected === undefined ? null : (
            <OrderPanel
              key={selected}
              shop={shop}
              id={selected}
              isSending={isSending(selected)}
              send={send}
            />
          )}
        </section>
        <section className="column" aria-label="What happens behind it">
          <Badges writes={writes} onAgain={(write) => void send(write.command, write.fromVersion)} />
          {selected === undefined ? null : (
            <ReadPanel
              key={selected}
              orderId={selected}
              version={newestVersion(selected, orders ?? NONE)}
              token={shop.token}
            />
          )}
        </section>
      </main>
    </>
  );
}

const newestVersion = (id: string, orders: readonly OrderRow[]): number =>
  orders.find((order) => order.id === id)?.version ?? 1;

/** Keeps every order of the list as it is, and the list itself when an order is placed elsewhere. */
function useFollowed(shop: ShopClient, orders: readonly OrderRow[], pushed: (update: Update) => void): void {
  const ids = orders.map(({ id }) => id).sort();
  const key = ids.join(' ');
  const followed = useMemo(() => (key === '' ? [] : key.split(' ')), [key]);
  const orderCount = useRef<number>(undefined);
  const onUpdate = useCallback(
    (update: Update) => {
      pushed(update);
      if (update.orderCount === undefined || update.orderCount === orderCount.current) return;
      orderCount.current = update.orderCount;
      // It is asked for again by the next update, if it fails.
      shop.refreshOrders().catch(() => {});
    },
    [shop, pushed],
  );
  useEffect(() => shop.follow(followed, onUpdate), [shop, followed, onUpdate]);
}
