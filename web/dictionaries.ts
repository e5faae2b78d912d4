// Lets a page ask at once for the words that it will need, in Chinese, which most read; in English they come a little later.
import type { HtmlTagDescriptor, Plugin, Rollup } from 'vite';

const WORDS = /zh-CN\.json$/;

export function dictionaries(): Plugin {
  return {
    name: 'dictionaries',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle, chunk }) => {
        const files = new Set<string>();
        if (bundle !== undefined && chunk !== undefined) follow(bundle, chunk, files, new Set());
        return [...files].sort().map((file): HtmlTagDescriptor => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` }, injectTo: 'head' }));
      },
    },
  };
}

/** Adds the files of words that a chunk, or what it imports at once, will ask for. */
function follow(bundle: Rollup.OutputBundle, chunk: Rollup.OutputChunk, files: Set<string>, seen: Set<string>): void {
  if (seen.has(chunk.fileName)) return;
  seen.add(chunk.fileName);
  const found = (file: string): Rollup.OutputChunk | null => {
    const part = bundle[file];
    return part?.type === 'chunk' ? part : null;
  };
  for (const file of chunk.dynamicImports) if (WORDS.test(found(file)?.facadeModuleId ?? '')) files.add(file);
  for (const next of chunk.imports.map(found)) if (next !== null) follow(bundle, next, files, seen);
}
