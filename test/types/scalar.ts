// Inference of scalars; every `@ts-expect-error` is a promise that the compiler catches that mistake.
import { z } from 'zod';
import { defineScalar } from '../../src/engine/definitions/scalar.ts';

const Colour = defineScalar('Colour', { description: 'A colour.', value: z.string().length(7) });
const Rounded = defineScalar('Rounded', {
  description: 'A number.',
  value: z.number().transform((number) => ({ rounded: Math.round(number) })),
});

export const shades = z.object({ colour: Colour.regex(/^#/), rounded: Rounded.nullable() });
export const colour: string = shades.parse({}).colour;
export const rounded: number | undefined = shades.parse({}).rounded?.rounded;
// @ts-expect-error what it is converted to is what there is
export const wrong: number = Rounded.parse(1);

// @ts-expect-error clients write texts and numbers
defineScalar('Flag', { description: 'Yes or no.', value: z.boolean() });
// @ts-expect-error a scalar says what a value looks like
defineScalar('Bare', { value: z.string() });
