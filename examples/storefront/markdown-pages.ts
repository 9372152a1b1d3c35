// Documents of this repository as pages, made when the storefront is built: `import html from './README.md?page'`.
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { Marked, type Tokens } from 'marked';
import type { Plugin } from 'vite';
import { guideAt } from './src/guide-names.ts';

const QUERY = '?page';
const repository = resolve(import.meta.dirname, '../..');

export function markdownPages(): Plugin {
  return {
    name: 'markdown-pages',
    enforce: 'pre',
    load: async (id) => {
      if (!id.endsWith(`.md${QUERY}`)) return null;
      const file = id.slice(0, -QUERY.length);
      return `export default ${JSON.stringify(await pageOf(await readFile(file, 'utf8'), file))};`;
    },
  };
}

/** @param file where it is from, to tell what its links mean. */
export async function pageOf(text: string, file: string): Promise<string> {
  const marked = new Marked({
    renderer: {
      link({ href, tokens }: Tokens.Link) {
        const label = this.parser.parseInline(tokens);
        if (/^https?:/.test(href)) return `<a href="${href}">${label}</a>`;
        const path = relative(repository, join(dirname(file), href.replace(/#.*$/, '')));
        const guide = guideAt(path);
        if (guide !== undefined) return `<a href="?guide=${guide}">${label}</a>`;
        // Of what is not served it says where it is.
        return label.includes(basename(path)) ? label : `${label} (<code>${path}</code>)`;
      },
      // They show the page that this one is opened from.
      image: () => '',
    },
  });
  return marked.parse(text);
}
