// Vocabulary of the generated shop: kinds of products and their qualities, tags, carriers, reasons of cancellations.

export interface Kind {
  readonly category: string;
  readonly things: readonly string[];
  readonly tags: readonly string[];
}

export const KINDS: readonly Kind[] = [
  {
    category: 'kitchen',
    things: ['mug', 'teapot', 'pan', 'chopping board', 'crêpe maker'],
    tags: ['tea', 'cooking'],
  },
  { category: 'home', things: ['blanket', 'cushion', 'desk lamp', 'vase', 'rug'], tags: ['cosy', 'living'] },
  { category: 'outdoor', things: ['tent', 'head torch', 'rucksack', 'hammock'], tags: ['camping', 'hiking'] },
  { category: 'office', things: ['notebook', 'keyboard', 'chair', 'pen'], tags: ['paper', 'desk'] },
  {
    category: 'garden',
    things: ['watering can', 'lantern', 'bird house', 'rake'],
    tags: ['plants', 'summer'],
  },
  { category: 'toys', things: ['puzzle', 'kite', 'spinning top', 'train'], tags: ['children', 'play'] },
  { category: 'music', things: ['ukulele', 'metronome', 'music stand'], tags: ['sound', 'practice'] },
  { category: 'travel', things: ['suitcase', 'bottle', 'towel', 'adapter'], tags: ['light', 'holiday'] },
];

export const QUALITIES: readonly string[] = [
  ...['Small', 'Large', 'Blue', 'Red', 'Green', 'Oak', 'Steel', 'Enamel', 'Wool', 'Linen', 'Folding', 'Café'],
  ...['Brass', 'Cork', 'Striped', 'Soft', 'Sturdy', 'Light', 'Classic', 'Nordic'],
];

export const PRAISE: readonly string[] = [
  'Made to last, and easy to repair.',
  'Feels good in the hand.',
  'Our customers buy it again and again.',
  'Comes in a box without any plastic.',
  'Simple, light and quiet.',
  'A present that is not put away.',
];

export const GENERAL_TAGS: readonly string[] = ['gift', 'new', 'handmade', 'recycled', 'classic'];

export const CARRIERS: readonly string[] = ['DHL', 'UPS', 'DPD', 'GLS', 'Post'];

export const UNPAID_REASONS: readonly string[] = [
  'Ordered by mistake.',
  'Found it elsewhere.',
  'Changed my mind.',
];
export const PAID_REASONS: readonly string[] = ['Takes too long.', 'Out of stock.', 'No longer needed.'];
