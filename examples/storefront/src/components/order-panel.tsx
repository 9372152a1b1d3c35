// One order: what is in it, what can be done with it, and why something was refused.
import { useEffect, useState } from 'react';
import { newCommandId } from '../ids.ts';
import type { Command, OrderDetail, Outcome, ShopClient } from '../shop.ts';
import { isSending, knownVersion, outcomeOf, type Write } from '../writes.ts';
import type { Change } from './command-forms.tsx';
import { OrderCommands } from './order-commands.tsx';
import { OrderItems } from './order-items.tsx';
import { ReadFailure } from './read-failure.tsx';
import { Refusal } from './refusal.tsx';

interface OrderPanelProps {
  readonly shop: ShopClient;
  readonly id: string;
  readonly writes: readonly Write[];
  readonly send: (command: Command, fromVersion: number) => Promise<Outcome>;
}

export function OrderPanel({ shop, id, writes, send }: OrderPanelProps) {
  const read = shop.useOrder(id);
  const order = read.data;
  const [lastId, setLastId] = useState<string>();
  const [pinned, setPinned] = useState<number>();
  // As the list of writes has it, so that what is sent again there is answered here too.
  const outcome = outcomeOf(writes, lastId);
  const confirmed = outcome?.kind === 'confirmed' ? outcome.version : undefined;
  useEffect(() => {
    if (confirmed !== undefined) setPinned((version) => version && confirmed);
  }, [confirmed]);

  const change = (wanted: Change, { version }: OrderDetail): void => {
    const commandId = newCommandId();
    setLastId(commandId);
    void send({ ...wanted, commandId, orderId: id, expectedVersion: pinned }, version);
  };
  const lookAgain = async (actualVersion: number | undefined): Promise<void> => {
    await shop.refreshOrder(id).catch(() => {});
    setLastId(undefined);
    if (pinned !== undefined) setPinned(actualVersion);
  };

  if (read.failure !== undefined) return <ReadFailure what="The order" read={read} />;
  if (!order) return <p className="card quiet">{order === null ? 'There is no such order.' : 'Loading …'}</p>;
  return (
    <article
      className="card"
      aria-labelledby="order-title"
      data-detail={id}
      data-sending={isSending(writes, id)}
    >
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
        knownVersion={knownVersion(writes, id, order.version)}
        pinned={pinned}
        onPin={setPinned}
        onChange={(wanted) => change(wanted, order)}
      />
      <Refusal outcome={outcome} pinned={pinned} onLookAgain={(version) => void lookAgain(version)} />
    </article>
  );
}
