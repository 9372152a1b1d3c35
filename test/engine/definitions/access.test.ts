import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allOf,
  allows,
  anyOf,
  authenticated,
  everybody,
  owner,
  role,
  rulesIn,
  textOf,
  verdictAlone,
  when,
  type Rule,
} from '../../../src/engine/definitions/access.ts';
import { STRANGER, systemCaller, type Caller } from '../../../src/engine/model/caller.ts';
import { trustedCaller } from '../../support/callers.ts';

const ada: Caller = { principal: 'ada', roles: ['clerk'], claims: { keeperId: 'k1' } };

describe('a rule', () => {
  it.each<[string, Rule | undefined, boolean, boolean]>([
    ['none: nobody', undefined, false, false],
    ['everybody', everybody, true, true],
    ['whoever is known', authenticated, true, false],
    ['a role', role('clerk'), true, false],
    ['another role', role('operator'), false, false],
    ['the owner', owner('keeperId'), true, false],
    ['the owner by another field', owner('ownedBy', 'keeperId'), false, false],
    ['one of several', anyOf(role('operator'), owner('keeperId')), true, false],
    ['none of several', anyOf(), false, false],
    ['all of several', allOf(role('clerk'), owner('keeperId')), true, false],
    ['not all of several', allOf(role('operator'), owner('keeperId')), false, false],
    ['one of its own', when('short', (_, { name }) => String(name).length < 5), true, true],
    ['one that throws', when('bad', () => expect.fail()), false, false],
  ])('%s', (_, rule, ofAda, ofStranger) => {
    const thing = { keeperId: 'k1', name: 'lamp' };
    expect(allows(rule, ada, thing)).toBe(ofAda);
    expect(allows(rule, STRANGER, thing)).toBe(ofStranger);
    expect(allows(rule, trustedCaller('eve'), thing)).toBe(true);
  });

  it('lets nobody own what has no owner, nor whoever claims nothing', () => {
    expect(allows(owner('keeperId'), { ...ada, claims: {} }, {})).toBe(false);
    expect(allows(owner('keeperId'), { ...ada, claims: { keeperId: '' } }, { keeperId: '' })).toBe(false);
    expect(allows(owner('keeperId'), { ...ada, claims: { keeperId: null } }, { keeperId: null })).toBe(false);
  });

  it('knows reactions by their role', () => {
    expect(allows(role('system'), systemCaller('reaction:count'), {})).toBe(true);
  });

  it('is put into words', () => {
    const rule = allOf(
      authenticated,
      anyOf(owner('keeperId'), role('clerk')),
      when('in spring', () => true),
    );
    expect(textOf(rule)).toBe('whoever is known and (owner by keeperId, or role clerk) and in spring');
    expect(rulesIn(rule)).toHaveLength(6);
    expect(textOf(everybody)).toBe('everybody');
  });
});

const simple = fc.constantFrom<Rule>(
  everybody,
  authenticated,
  role('clerk'),
  role('other'),
  owner('keeperId'),
);
const { rule: rules } = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small' },
    simple,
    fc.array(tie('rule'), { maxLength: 3 }).map((some) => anyOf(...some)),
    fc.array(tie('rule'), { maxLength: 3 }).map((some) => allOf(...some)),
  ),
}));

it('decides without the thing only what it decides so with any', () => {
  fc.assert(
    fc.property(
      rules,
      fc.constantFrom(ada, STRANGER),
      fc.constantFrom('k1', 'k2'),
      (rule, caller, keeperId) => {
        const alone = verdictAlone(rule, caller);
        if (alone !== undefined) expect(allows(rule, caller, { keeperId })).toBe(alone);
      },
    ),
  );
});
