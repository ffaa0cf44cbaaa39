// site.mjs: what the browser tests share: the real program with a catalog, and a real browser.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const binary = process.env.VERDICT_BINARY ?? path.join(root, 'build-test/verdict');
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const chromiumPath = spawnSync('sh', ['-c', 'command -v chromium']).stdout.toString().trim();

export const catalog = path.join(root, 'catalog');
export const axe = axeSource;
export const PHONE = 320; // pixels

// Imports `documents` (paths, or objects that are written first) into a new store and serves it.
// `stop` ends the server and removes the store.
export async function startSite(...documents) {
  const folder = mkdtempSync(path.join(tmpdir(), 'verdict-browser-'));
  const data = ['--data', path.join(folder, 'data')];
  const paths = documents.map((document, i) => {
    if (typeof document === 'string') return document;
    const file = path.join(folder, `document-${i}.json`);
    writeFileSync(file, JSON.stringify(document));
    return file;
  });
  const imported = spawnSync(binary, ['import', ...data, ...paths]);
  if (imported.status !== 0) throw new Error(imported.stderr.toString());
  const server = spawn(binary, ['serve', '--listen', '127.0.0.1:0', ...data],
    { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = await once(readline.createInterface({ input: server.stdout }), 'line');
  return {
    url: line.split(' ').pop(),
    folder,
    data: path.join(folder, 'data'),
    async stop() {
      server.kill('SIGTERM');
      await once(server, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}

// What `look` sees once it sees something, within a bound.
export async function waitFor(look) {
  for (const end = Date.now() + 60000; Date.now() < end;) {
    const seen = look();
    if (seen) return seen;
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
  throw new Error(`nothing came of ${look}`);
}

export function startBrowser() {
  return chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic',
      '--no-first-run', '--disable-background-networking', '--disable-component-update',
      '--disable-sync'],
  });
}

// Opens `path` of `site` on a screen of `width` pixels, and closes it after `look`.
export async function visit(browser, site, path, look, width = PHONE) {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  await page.goto(site.url + path);
  await look(page);
  await page.close();
}
