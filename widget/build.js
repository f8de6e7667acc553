/**
 * Builds what is served from src/: `node build.js` writes it to frontdesk/web, and test/bundle.test.js compares what is
 * committed there with what src/ builds to.
 *
 * Two scripts: frontdesk.js, which every page of a clinic loads, and frontdesk-chat.js, which the first loads when somebody
 * opens the chat. Each has a source map. The second is built first, because the first names its version and its hash. The words
 * of another language are a file of their own, which the first fetches.
 */

import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { build, transform } from 'esbuild';

const HERE = import.meta.dirname;
const WEB = join(HERE, '../frontdesk/web');

/** The oldest browsers that docs/widget.md names. */
const BROWSERS = ['chrome111', 'firefox115', 'safari16.4'];

/** Style sheets become minified texts. @type {import('esbuild').Plugin} */
const styles = {
  name: 'styles',
  setup: ({ onLoad }) => onLoad({ filter: /\.css$/ }, async ({ path }) => {
    const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true, target: BROWSERS });
    return { contents: code.trim(), loader: 'text' };
  }),
};

/**
 * @param {string} entry
 * @param {string} name
 * @param {Record<string, unknown>} [constants] put into the source
 */
async function bundleOne(entry, name, constants = {}) {
  const { outputFiles } = await build({
    absWorkingDir: HERE,
    entryPoints: [join('src', entry)],
    outfile: join(WEB, name),
    bundle: true,
    format: 'esm',
    minify: true,
    sourcemap: true,
    charset: 'utf8',
    target: BROWSERS,
    define: Object.fromEntries(Object.entries(constants).map(([key, value]) => [key, JSON.stringify(value)])),
    plugins: [styles],
    write: false,
  });
  return outputFiles;
}

/** The words of the languages beside English, as they are served. @returns {Promise<Map<string, string>>} */
async function languages() {
  const folder = join(HERE, 'src/words');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return new Map(await Promise.all(files.map(async (name) => {
    const words = JSON.stringify(JSON.parse(await readFile(join(folder, name), 'utf8')));
    return /** @type {[string, string]} */ ([basename(name, '.json'), words]);
  })));
}

/** @param {string | Uint8Array} contents */
const integrityOf = (contents) => `sha384-${createHash('sha384').update(contents).digest('base64')}`;

/** What is served: each file's path with its content. */
export async function bundle() {
  const words = await languages();
  const pinned = Object.fromEntries([...words].map(([language, text]) => [language, integrityOf(text)]));
  const chat = await bundleOne('chat.js', 'frontdesk-chat.js');
  const { contents } = chat.find(({ path }) => path.endsWith('.js'));
  const launcher = await bundleOne('index.js', 'frontdesk.js', {
    CHAT_VERSION: createHash('sha256').update(contents).digest('hex').slice(0, 16), // as the server names it (web_files.py)
    CHAT_INTEGRITY: integrityOf(contents),
    WORDS: pinned,
  });
  const scripts = [...launcher, ...chat].map(({ path, text }) => /** @type {[string, string]} */ ([path, text]));
  return new Map([...scripts, ...[...words].map(([language, text]) => [join(WEB, `frontdesk-${language}.json`), text])]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of await bundle()) {
    await writeFile(path, text);
    console.log(`${basename(path)}: ${Buffer.byteLength(text)} bytes, ${gzipSync(text, { level: 9 }).length} compressed`);
  }
}
