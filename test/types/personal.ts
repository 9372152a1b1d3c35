// Types of the values that stand in place of erased personal fields: those of the fields themselves.
import { event } from '../../src/engine/definitions/events.ts';

interface Joined {
  readonly name: string;
  readonly email: string | null;
  readonly age: number;
  readonly address: { readonly line: string; readonly town: string | null } | null;
}
const subject = 'member';

event<Joined>({ personal: { subject, by: 'name', fields: { email: null, address: { town: null } } } });
event<Joined>({ personal: { subject, fields: { name: 'Erased', age: 0, address: null } } });

// @ts-expect-error -- a name is never null
event<Joined>({ personal: { subject, fields: { name: null } } });
// @ts-expect-error -- nor is a line of an address
event<Joined>({ personal: { subject, fields: { address: { line: null } } } });
// @ts-expect-error -- no such field
event<Joined>({ personal: { subject, fields: { nme: 'Erased' } } });
// @ts-expect-error -- an age is no id
event<Joined>({ personal: { subject, by: 'age', fields: { name: 'Erased' } } });
