// slow_line.test.mjs: votes over a line of 300 ms each way, and without cookies, scripts on and off:
// a proxy between a real browser and the real program holds back, or changes, what passes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { catalog, startBrowser, startSite } from './site.mjs';

const DELAY = 300;
let site;
let browser;

before(async () => {
  site = await startSite(catalog);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

// Passes bytes on, in their order, each DELAY later.
const slowly = (from, to) => {
  from.on('data', (bytes) => setTimeout(() => to.writable && to.write(bytes), DELAY));
  from.on('end', () => setTimeout(() => to.end(), DELAY));
  from.on('error', () => to.destroy());
};

// Passes bytes on, without the cookies that a browser sends.
const withoutCookies = (from, to) => {
  from.on('data', (bytes) => to.write(bytes.toString('latin1').replace(/\r\nCookie: /gi,
    '\r\nX-Cook: '), 'latin1'));
  from.on('end', () => to.end());
  from.on('error', () => to.destroy());
};

// A reader behind such a line: the page, and how many votes the store has of a tool.
async function behind(line, options, act) {
  const { hostname, port } = new URL(site.url);
  const sockets = new Set();
  const proxy = net.createServer((client) => {
    const server = net.connect(Number(port), hostname);
    for (const socket of [client, server]) sockets.add(socket);
    line(client, server);
    slowOrPlain(line)(server, client);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  try {
    const page = await context.newPage();
    await act(page, `http://127.0.0.1:${proxy.address().port}`, context);
  } finally {
    await context.close();
    for (const socket of sockets) socket.destroy();
    proxy.close();
  }
}

const slowOrPlain = (line) => (line === slowly ? slowly : (from, to) => {
  from.pipe(to);
  from.on('error', () => to.destroy());
});

const button = (page, tool, name) => page.locator(`#community-${tool}`)
  .getByRole('button', { name, exact: true });
const line = (page, tool, pattern) => page.locator(`#line-${tool}`).filter({ hasText: pattern })
  .waitFor();
const press = (page, tool, name) => button(page, tool, name).evaluate((it) => it.click());
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const store = (query) => spawnSync('python3', ['-c', `import sqlite3, sys
print(sqlite3.connect(f"file:{sys.argv[1]}/verdict.db?mode=ro", uri=True).execute(sys.argv[2]).fetchone()[0])`,
site.data, query]).stdout.toString().trim();

// The most writes of a page that were under way at once.
function writesAtOnce(page) {
  const under = { way: 0, most: 0 };
  const ends = (request) => { under.way -= request.method() === 'POST'; };
  page.on('request', (request) => {
    under.way += request.method() === 'POST';
    under.most = Math.max(under.most, under.way);
  });
  page.on('requestfinished', ends);
  page.on('requestfailed', ends);
  return under;
}

// What a page says that is loaded anew, without the line.
async function said(context, path, tool) {
  const page = await context.newPage();
  try {
    await page.goto(site.url + path);
    return await page.locator(`#line-${tool}`).textContent();
  } finally {
    await page.close();
  }
}

for (const javaScriptEnabled of [true, false]) {
  const scripts = `scripts ${javaScriptEnabled ? 'on' : 'off'}`;
  const [one, two, three] = javaScriptEnabled ? ['aider', 'vllm', 'ollama']
    : ['n8n', 'zapier', 'whisper'];

  test(`two clicks 150 ms apart are one vote that can be taken back, ${scripts}`, async () => {
    await behind(slowly, { javaScriptEnabled }, async (page, url, context) => {
      await page.goto(`${url}/tool/${one}`);
      const writes = writesAtOnce(page);
      await page.evaluate(() => { window.here = true; });
      await press(page, one, 'Ship');
      await pause(150);
      await press(page, one, 'Ship').catch(() => {}); // the page may have gone
      await line(page, one, /^1 ship \/ 0 skip.* You said ship\.$/);
      if (javaScriptEnabled) {
        assert.equal(writes.most, 1);
        assert.ok(await page.evaluate(() => window.here), 'the form itself was not sent');
      }
      await press(page, one, 'Take back');
      await line(page, one, /^No community votes yet$/);
      assert.equal(await said(context, `/tool/${one}`, one), 'No community votes yet');
    });
  });

  test(`votes on two cards at once are one reader's, ${scripts}`, async () => {
    await behind(slowly, { javaScriptEnabled }, async (page, url, context) => {
      const sessions = Number(store('SELECT count(*) FROM sessions'));
      await page.goto(`${url}/compare/${[two, three].sort().join('-vs-')}`);
      await press(page, two, 'Ship');
      await pause(150);
      await press(page, three, 'Skip').catch(() => {});
      await line(page, three, /You said skip\.$/);
      // Without scripts the second form takes the place of the first, before it counts.
      if (javaScriptEnabled) await line(page, two, /You said ship\.$/);
      assert.equal(Number(store('SELECT count(*) FROM sessions')), sessions + 1);
      await page.goto(`${site.url}/about/votes`);
      await page.getByRole('button', { name: 'Forget me' }).click();
      await page.getByRole('alert').waitFor();
      for (const tool of [two, three]) {
        assert.equal(await said(context, `/tool/${tool}`, tool), 'No community votes yet');
      }
      assert.deepEqual(await context.cookies(), []);
    });
  });

  test(`without cookies a vote ends on words that say so, ${scripts}`, async () => {
    await behind(withoutCookies, { javaScriptEnabled }, async (page, url, context) => {
      await page.goto(`${url}/tool/comfyui`);
      await press(page, 'comfyui', 'Ship');
      await page.locator('.hint', { hasText: 'take a cookie' }).waitFor();
      assert.equal(await said(context, '/tool/comfyui', 'comfyui'), 'No community votes yet');
    });
  });
}

test('two tabs that vote first at the same time are one reader', async () => {
  await behind(slowly, { javaScriptEnabled: false }, async (page, url, context) => {
    const other = await context.newPage();
    await page.goto(`${url}/tool/langchain`);
    await other.goto(`${url}/tool/pgvector`);
    await press(page, 'langchain', 'Ship');
    await pause(150);
    await press(other, 'pgvector', 'Ship');
    await line(page, 'langchain', /You said ship\.$/);
    await line(other, 'pgvector', /You said ship\.$/);
    assert.match(await said(context, '/tool/langchain', 'langchain'), /You said ship\.$/);
    assert.match(await said(context, '/tool/pgvector', 'pgvector'), /You said ship\.$/);
    assert.equal((await context.cookies()).length, 1);
  });
});

test('a form that leaves the page waits for the votes before it', async () => {
  await behind(slowly, {}, async (page, url, context) => {
    await page.goto(`${url}/bookmarks?tool=aider&tool=langchain`);
    const writes = writesAtOnce(page);
    await press(page, 'langchain', 'Skip');
    await page.getByRole('button', { name: 'Add them to my bookmarks' }).evaluate((it) => it.click());
    await page.getByText('in this browser alone').waitFor();
    assert.equal(writes.most, 1);
    assert.equal(await page.locator('.card').count(), 2);
    await line(page, 'langchain', /You said skip\.$/);
    assert.equal((await context.cookies()).length, 1);
  });
});
