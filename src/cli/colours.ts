// Colours of the command line, for a terminal only: what is piped, or asked for without them (NO_COLOR), has none.
import { styleText } from 'node:util';

export type Colour = 'green' | 'yellow' | 'red' | 'dim';
export type Paint = (colour: Colour, text: string) => string;

export const paint: Paint = (colour, text) =>
  process.stdout.isTTY && process.stdout.hasColors() ? styleText(colour, text) : text;
