// The console: where one can go, and the screen of the address.
import type { ComponentType } from 'react';
import { hrefOf, useAddress } from './address.ts';
import { Access } from './access.tsx';
import { AccessPage, missingOf } from './access-page.tsx';
import { useAsked } from './ask.ts';
import { Audit } from './screens/audit.tsx';
import { Commands } from './screens/commands.tsx';
import { Document } from './screens/document.tsx';
import { Events } from './screens/events.tsx';
import { Now } from './screens/now.tsx';
import { Parked } from './screens/parked.tsx';
import { ReadModel } from './screens/read-model.tsx';
import { Subscriptions } from './screens/subscriptions.tsx';

type Given = Readonly<Record<string, string>>;

const SCREENS: Readonly<
  Record<string, { readonly title: string; readonly show: ComponentType<{ given: Given }> }>
> = {
  now: { title: 'Now', show: Now },
  parked: { title: 'Parked', show: Parked },
  'read-model': { title: 'Read model', show: ReadModel },
  document: { title: 'Document', show: Document },
  events: { title: 'Events', show: Events },
  commands: { title: 'Commands', show: Commands },
  subscriptions: { title: 'Subscriptions', show: Subscriptions },
  audit: { title: 'Audit', show: Audit },
};

interface Payloads {
  readonly operations: { readonly payloads: 'SHOWN' | keyof typeof NOT_SHOWN };
}

const NOT_SHOWN = {
  MASKED: 'Payloads and documents are masked: the same text stands for the same value (OPERATIONS_PAYLOADS).',
  HIDDEN: 'Payloads and documents are hidden (OPERATIONS_PAYLOADS).',
} as const;

export function Console() {
  const { screen, given } = useAddress();
  const { data, fault } = useAsked<Payloads>('{ operations { payloads } }', {}, 10_000);
  const missing = missingOf(fault);
  if (missing) return <AccessPage missing={missing} />;
  const payloads = data?.operations.payloads ?? 'SHOWN';
  const Shown = SCREENS[screen]?.show ?? Now;
  return (
    <>
      <header>
        <nav aria-label="Screens">
          {Object.entries(SCREENS).map(([name, { title }]) => (
            <a key={name} href={hrefOf(name)} aria-current={name === screen ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <Access />
      </header>
      <main>
        {payloads === 'SHOWN' ? null : <p className="quiet">{NOT_SHOWN[payloads]}</p>}
        <Shown given={given} />
      </main>
    </>
  );
}
