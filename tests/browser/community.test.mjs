// community.test.mjs: votes and bookmarks in a real browser, with scripts on and off.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, catalog, startBrowser, startSite } from './site.mjs';

const pair = '/compare/aider-vs-vllm';
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

// A reader of their own: a browser context with its own cookies.
async function read(options, act) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  try {
    return await act(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

const section = (page, tool) => page.locator(`#community-${tool}`);
const press = (page, tool, name) => section(page, tool)
  .getByRole('button', { name, exact: true }).click();
const says = (page, tool, pattern) => section(page, tool).locator('.community-line')
  .filter({ hasText: pattern }).waitFor();

for (const javaScriptEnabled of [true, false]) {
  const scripts = `scripts ${javaScriptEnabled ? 'on' : 'off'}`;
  const tool = javaScriptEnabled ? 'aider' : 'vllm';

  test(`a reader votes, changes it and takes it back, ${scripts}`, async () => {
    await read({ javaScriptEnabled }, async (page) => {
      await page.goto(site.url + pair);
      await press(page, tool, 'Ship');
      await says(page, tool, /^1 ship .* You said ship\.$/);
      assert.equal(await section(page, tool).getByRole('button', { name: 'Ship', exact: true })
        .getAttribute('aria-pressed'), 'true');
      assert.match(await page.locator('.decision').textContent(), /1 ship \/ 0 skip/);
      await press(page, tool, 'Skip');
      await says(page, tool, /^0 ship \/ 1 skip.* You said skip\.$/);
      await press(page, tool, 'Take back');
      await says(page, tool, /^No community votes yet$/);
      assert.equal(new URL(page.url()).pathname, pair);
    });
  });

  test(`a reader bookmarks, finds it again and removes it, ${scripts}`, async () => {
    await read({ javaScriptEnabled }, async (page) => {
      await page.goto(site.url + pair);
      await press(page, tool, 'Bookmark');
      await section(page, tool).getByRole('button', { name: 'Remove bookmark' }).waitFor();
      assert.equal(await page.locator('#bookmarks li').count(), 1);
      await page.goto(`${site.url}/bookmarks`);
      assert.equal(await page.locator('.card').count(), 1);
      await press(page, tool, 'Remove bookmark');
      await page.getByText('No bookmarks yet').waitFor();
    });
  });

  test(`a reader is forgotten, ${scripts}`, async () => {
    await read({ javaScriptEnabled }, async (page, context) => {
      await page.goto(`${site.url}/tool/${tool}`);
      await press(page, tool, 'Bookmark');
      await section(page, tool).getByRole('button', { name: 'Remove bookmark' }).waitFor();
      await page.goto(`${site.url}/about/votes`);
      await page.getByRole('button', { name: 'Forget me' }).click();
      await page.getByRole('alert').waitFor();
      assert.deepEqual(await context.cookies(), []);
    });
  });
}

test('without scripts the focus is where the vote was', async () => {
  await read({ javaScriptEnabled: false }, async (page) => {
    await page.goto(site.url + pair);
    await press(page, 'vllm', 'Ship');
    await says(page, 'vllm', /You said ship/);
    assert.equal(new URL(page.url()).hash, '#community-vllm');
    assert.ok((await section(page, 'vllm').boundingBox()).y < 800);
    await press(page, 'vllm', 'Take back');
  });
});

test('in place, nothing jumps, the focus stays, and it is announced', async () => {
  await read({}, async (page) => {
    await page.goto(site.url + pair);
    const before_ = await page.evaluate(() => {
      document.querySelector('#community-vllm').scrollIntoView({ behavior: 'instant' });
      window.mine = true; // gone if the page is loaded anew
      return scrollY;
    });
    await press(page, 'vllm', 'Skip');
    await says(page, 'vllm', /You said skip/);
    assert.deepEqual(await page.evaluate(() => [window.mine, scrollY]), [true, before_]);
    assert.equal(await page.locator(':focus').textContent(), 'Skip');
    assert.match(await page.locator('#announcement').textContent(), /You said skip\./);
    await press(page, 'vllm', 'Take back');
    await says(page, 'vllm', /^No community votes yet$/);
    assert.equal(await page.locator(':focus').textContent(), 'Ship');
    await press(page, 'vllm', 'Bookmark');
    await page.locator('button:focus', { hasText: 'Remove bookmark' }).waitFor();
    await press(page, 'vllm', 'Remove bookmark');
    await page.locator('button:focus', { hasText: /^Bookmark$/ }).waitFor();
    assert.equal(await page.locator('#announcement').textContent(), 'Bookmark removed.');
    assert.equal(await page.evaluate(() => window.mine), true);
  });
});

test('a failure says why and leaves what was', async () => {
  await read({}, async (page) => {
    await page.goto(site.url + pair);
    await page.route('**/vote', (route) => route.abort());
    await press(page, 'vllm', 'Ship');
    await page.locator('#community-vllm .hint').waitFor();
    assert.match(await page.locator('.hint').textContent(), /cannot be reached\. Nothing was changed\./);
    await page.unroute('**/vote');
    await page.route('**/vote', (route) => route.fulfill({
      status: 503, contentType: 'text/html', body: '<h1>We cannot do that right now</h1>' }));
    await press(page, 'vllm', 'Ship');
    await page.locator('.hint', { hasText: 'We cannot do that right now.' }).waitFor();
    assert.equal(await page.locator('.hint').count(), 1);
    assert.equal(await section(page, 'vllm').getByRole('button', { name: 'Ship', exact: true })
      .getAttribute('aria-pressed'), 'false');
  });
});

test('going back shows the vote that was cast since', async () => {
  await read({}, async (page) => {
    await page.goto(`${site.url}/tool/ollama`);
    await press(page, 'ollama', 'Ship');
    await says(page, 'ollama', /You said ship/);
    await page.goto(`${site.url}/compare/ollama-vs-vllm`);
    await press(page, 'ollama', 'Skip');
    await says(page, 'ollama', /You said skip/);
    await page.goBack();
    await says(page, 'ollama', /You said skip/);
  });
});

test('another tab catches up when it is looked at', async () => {
  await read({}, async (page, context) => {
    await page.goto(`${site.url}/tool/comfyui`);
    const other = await context.newPage();
    await other.goto(`${site.url}/tool/comfyui`);
    await press(other, 'comfyui', 'Skip');
    await says(other, 'comfyui', /You said skip/);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await says(page, 'comfyui', /You said skip/);
  });
});

test('no barrier on the pages of a reader with a session', async () => {
  for (const width of [320, 1280]) {
    await read({ viewport: { width, height: 800 }, bypassCSP: true }, async (page) => {
      await page.goto(`${site.url}/tool/pgvector`);
      await press(page, 'pgvector', 'Ship');
      await says(page, 'pgvector', /You said/);
      await press(page, 'pgvector', 'Bookmark');
      await section(page, 'pgvector').getByRole('button', { name: 'Remove bookmark' }).waitFor();
      for (const at of ['/tool/pgvector', pair, '/bookmarks', '/bookmarks?tool=vllm&tool=n8n',
        '/about/votes', '/compare/langchain-vs-pgvector']) {
        await page.goto(site.url + at);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), at);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run());
        assert.deepEqual(violations.map((v) => [v.id, v.nodes.map((n) => n.html)]), [], at);
      }
    });
  }
});
