// The page: what the shop knows, what the user has written, and what came of it.
import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type MouseEvent,
} from 'react';
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
import { isSending, knownVersion, outcomeOf, useWrites } from './writes.ts';

const NONE: readonly OrderRow[] = [];

export function App({ shop, choice }: { readonly shop: ShopClient; readonly choice: ClientChoice }) {
  const { writes, send, pushed } = useWrites(shop);
  const products = shop.useProducts();
  const ordersRead = shop.useOrders();
  const orders = ordersRead.data;
  const [chosen, choose] = useState<string>();
  const [placed, setPlaced] = useState<string>();
  const selected = chosen ?? orders?.[0]?.id;
  const connection = useSyncExternalStore(shop.connection.subscribe, shop.connection.state);
  useFollowed(shop, orders ?? NONE, pushed);
  useOvertaken(writes, pushed);
  const place = async (command: Command): Promise<void> => {
    choose(command.orderId);
    setPlaced(command.commandId);
    const { kind } = await send(command, 0);
    if (kind !== 'confirmed') choose((id) => (id === command.orderId ? undefined : id));
  };

  return (
    <>
      <Header choice={choice} connection={connection} />
      <main onClickCapture={passFirstClick}>
        <Introduction isLive={connection === 'live'} />
        <section className="column" aria-label="Orders">
          <OrderForm
            products={products}
            outcome={outcomeOf(writes, placed)}
            onPlace={(command) => void place(command)}
          />
          <OrderList
            orders={ordersRead}
            selected={selected}
            isSending={(id) => isSending(writes, id)}
            onSelect={choose}
          />
        </section>
        <section className="column" aria-label="The chosen order">
          {selected === undefined ? null : (
            <OrderPanel key={selected} shop={shop} id={selected} writes={writes} send={send} />
          )}
        </section>
        <section className="column" aria-label="What happens behind it">
          {selected === undefined ? null : (
            <ReadPanel
              key={selected}
              orderId={selected}
              version={knownVersion(writes, selected, newestVersion(selected, orders ?? NONE))}
              token={shop.token}
            />
          )}
          <Badges writes={writes} onAgain={(write) => void send(write.command, write.fromVersion)} />
        </section>
      </main>
    </>
  );
}

const newestVersion = (id: string, orders: readonly OrderRow[]): number =>
  orders.find((order) => order.id === id)?.version ?? 1;

/** The second click of a double click is not meant for whatever is under it by then, nor to do the same once more. */
function passFirstClick(event: MouseEvent): void {
  if (event.detail < 2 || !(event.target instanceof Element) || !event.target.closest('button')) return;
  event.preventDefault();
  event.stopPropagation();
}

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
      shop.refreshOrders().catch(() => (orderCount.current = undefined));
    },
    [shop, pushed],
  );
  useEffect(() => shop.follow(followed, onUpdate), [shop, followed, onUpdate]);
}
