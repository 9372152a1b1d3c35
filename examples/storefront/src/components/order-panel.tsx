// One order: what is in it, what can be done with it, and why something was refused.
import { useState } from 'react';
import type { Command, OrderDetail, Outcome, ShopClient } from '../shop.ts';
import { OrderCommands, type Change } from './order-commands.tsx';
import { OrderItems } from './order-items.tsx';
import { ReadFailure } from './read-failure.tsx';
import { Refusal } from './refusal.tsx';
import { newCommandId } from '../ids.ts';

interface OrderPanelProps {
  readonly shop: ShopClient;
  readonly id: string;
  readonly isSending: boolean;
  readonly send: (command: Command, fromVersion: number) => Promise<Outcome>;
}

export function OrderPanel({ shop, id, isSending, send }: OrderPanelProps) {
  const read = shop.useOrder(id);
  const order = read.data;
  const [outcome, setOutcome] = useState<Outcome>();
  const [pinned, setPinned] = useState<number>();

  const change = async (wanted: Change, { version }: OrderDetail): Promise<void> => {
    setOutcome(undefined);
    const command = { ...wanted, commandId: newCommandId(), orderId: id, expectedVersion: pinned };
    const answer = await send(command, version);
    setOutcome(answer);
    if (pinned !== undefined && answer.kind === 'confirmed') setPinned(answer.version);
  };
  const lookAgain = async (actualVersion: number | undefined): Promise<void> => {
    await shop.refreshOrder(id).catch(() => {});
    setOutcome(undefined);
    if (pinned !== undefined) setPinned(actualVersion);
  };

  if (read.failure !== undefined) return <ReadFailure what="The order" read={read} />;
  if (!order) return <p className="card quiet">{order === null ? 'There is no such order.' : 'Loading …'}</p>;
  return (
    <article className="card" aria-labelledby="order-title" data-detail={id} data-sending={isSending}>
      <h2 id="order-title">
        {id}
        <span className="status" data-status={order.status}>
          {order.status.toLowerCase()}
        </span>
        <span className="version">v{order.version}</span>
      </h2>
      <OrderItems order={order} />
      <OrderCommands
        order={order}
        pinned={pinned}
        onPin={setPinned}
        onChange={(wanted) => void change(wanted, order)}
      />
      <Refusal outcome={outcome} pinned={pinned} onLookAgain={(version) => void lookAgain(version)} />
    </article>
  );
}
