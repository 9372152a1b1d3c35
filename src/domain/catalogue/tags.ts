// Tags as they are compared: two that a search takes for one are one, and the first way to write it stands.
import { comparableText } from '#engine';

export function distinctTags(tags: readonly string[]): readonly string[] {
  const byMeaning = new Map<string, string>();
  for (const tag of tags) {
    const key = comparableText(tag);
    if (!byMeaning.has(key)) byMeaning.set(key, tag);
  }
  return [...byMeaning.values()];
}

export function hasTag(tags: readonly string[], tag: string): boolean {
  const wanted = comparableText(tag);
  return tags.some((each) => comparableText(each) === wanted);
}
