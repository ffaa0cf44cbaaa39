// pages.test.mjs: the pages in a real browser: sizes, themes, keyboard, no script, print.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import os from 'node:os';
import path from 'node:path';
import { axe, catalog, startBrowser, startSite } from './site.mjs';

const seed = '/compare/gemini-nano-3-open-weights-vs-smolvlm2';
const five = '/compare/comfyui-vs-llama-cpp-vs-ollama-vs-pgvector-vs-vllm';
const paths = ['/', seed, `${seed}?weight.founder=0`, five, '/compare/n8n-vs-zapier',
  '/tool/pgvector', '/compare', '/compare?tool=n8n', '/nothing'];
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

// Opens a page in a context of its own, hands both to `look`, and closes them.
async function visit(url, options, look) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  try {
    const page = await context.newPage();
    await page.goto(url);
    return await look(page);
  } finally {
    await context.close();
  }
}

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

for (const width of [320, 768, 1280]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`no barrier and no overflow at ${width} px, ${colorScheme}`, async () => {
      for (const at of paths) {
        await visit(site.url + at,
          { viewport: { width, height: 800 }, colorScheme, bypassCSP: true }, async (page) => {
            assert.ok(await overflow(page) <= 0, `${at} is wider than the window`);
            await page.evaluate(axe);
            const { violations } = await page.evaluate(() => window.axe.run());
            assert.deepEqual(violations.map((v) => [v.id, v.nodes.map((n) => n.html)]), [], at);
          });
      }
    });
  }
}

test('no mark in the picture hides another', async () => {
  for (const at of [seed, five, '/compare/llama-cpp-vs-vllm', '/compare/aider-vs-github-copilot?weight.founder=0']) {
    await visit(site.url + at, { viewport: { width: 320, height: 800 } }, async (page) => {
      const lines = await page.locator('svg.line').evaluateAll((all) => all.map((line) => (
        [...line.querySelectorAll('.mark path')].map((mark) => {
          const { x, y, width, height } = mark.getBoundingClientRect();
          return [x + width / 2, y + height / 2];
        }))));
      assert.equal(lines.length, 5, at);
      for (const marks of lines) {
        marks.forEach(([x, y], i) => marks.slice(0, i).forEach(([otherX, otherY]) => (
          assert.ok(Math.hypot(x - otherX, y - otherY) > 12, `${at}: ${marks}`))));
      }
    });
  }
});

test('a page asks nothing of another host and breaks no policy', async () => {
  for (const at of paths) {
    await visit('about:blank', {}, async (page) => {
      const hosts = new Set();
      const complaints = [];
      page.on('request', (request) => hosts.add(new URL(request.url()).origin));
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      const response = await page.goto(site.url + at, { waitUntil: 'networkidle' });
      assert.deepEqual([...hosts], [site.url]);
      const expected = response.status() >= 400 ? 1 : 0; // the browser's own line on the status
      assert.equal(complaints.length, expected, complaints.join('\n'));
    });
  }
});

test('text at twice its size still fits', async () => {
  for (const at of [seed, five, '/', '/tool/pgvector', '/compare']) {
    await visit(site.url + at, { viewport: { width: 640, height: 800 }, bypassCSP: true },
      async (page) => {
        await page.addStyleTag({ content: 'html { font-size: 200% !important }' });
        assert.ok(await overflow(page) <= 0, at);
      });
  }
});

test('the first key press offers the way to the content', async () => {
  await visit(site.url + seed, {}, async (page) => {
    await page.keyboard.press('Tab');
    const link = page.locator(':focus');
    assert.equal(await link.textContent(), 'Skip to the content');
    assert.ok((await link.boundingBox()).y >= 0, 'it is out of sight');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  });
});

test('focus can be seen', async () => {
  await visit(site.url + seed, {}, async (page) => {
    for (let i = 0; i < 8; i += 1) {
      await page.keyboard.press('Tab');
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      assert.equal(outline, 'solid');
    }
  });
});

for (const javaScriptEnabled of [true, false]) {
  test(`a reader weighs the reviewers by keyboard, scripts ${javaScriptEnabled ? 'on' : 'off'}`,
    async () => {
      await visit(`${site.url}/compare/aider-vs-github-copilot`, { javaScriptEnabled },
        async (page) => {
          assert.match(await page.locator('.answer-sentence').textContent(), /^GitHub Copilot is/);
          await page.locator('summary').focus();
          await page.keyboard.press('Enter');
          await page.getByRole('spinbutton', { name: 'Founder' }).fill('0');
          await page.keyboard.press('Enter');
          await page.waitForURL(/weight\.founder=0/);
          assert.match(await page.locator('.answer-sentence').textContent(), /Aider is/);
          assert.match(await page.locator('.answer-weights').textContent(), /Founder 0×/);
          assert.ok(await page.getByRole('spinbutton', { name: 'Founder' }).isVisible());
          await page.getByText('Back to equal weights').click();
          assert.match(await page.locator('.answer-sentence').textContent(), /^GitHub Copilot is/);
        });
    });

  test(`a reader picks tools, scripts ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
    await visit(`${site.url}/compare`, { javaScriptEnabled }, async (page) => {
      await page.getByRole('button', { name: 'Compare them' }).click();
      await page.getByLabel('vLLM').check();
      await page.getByRole('button', { name: 'Compare them' }).click();
      assert.match(await page.getByRole('alert').textContent(), /at least two/);
      assert.ok(await page.getByLabel('vLLM').isChecked());
      await page.getByLabel('Aider').check();
      await page.getByRole('button', { name: 'Compare them' }).click();
      assert.equal(new URL(page.url()).pathname, '/compare/aider-vs-vllm');
    });
  });
}

test('the headings make an outline without gaps', async () => {
  for (const at of paths) {
    await visit(site.url + at, {}, async (page) => {
      const levels = await page.locator('h1, h2, h3, h4, h5, h6')
        .evaluateAll((all) => all.map((h) => Number(h.tagName[1])));
      assert.equal(levels[0], 1, at);
      assert.equal(levels.filter((level) => level === 1).length, 1, at);
      levels.reduce((last, level) => {
        assert.ok(level <= last + 1, `${at}: h${level} behind h${last}`);
        return level;
      });
    });
  }
});

test('on paper the controls are gone and the words stay', async () => {
  await visit(site.url + seed, {}, async (page) => {
    await page.emulateMedia({ media: 'print' });
    for (const hidden of ['.site-header nav', '.site-footer', '.weigh', '.newsletter']) {
      assert.equal(await page.locator(hidden).isVisible(), false, hidden);
    }
    assert.ok(await page.locator('.answer-sentence').isVisible());
    assert.ok(await page.locator('.review-body').last().isVisible());
    assert.equal(await page.locator('.initial').first().evaluate(
      (initial) => getComputedStyle(initial).backgroundColor), 'rgba(0, 0, 0, 0)');
  });
});

test('nothing moves by itself', async () => {
  await visit(site.url + seed, {}, async (page) => {
    const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((e) => {
      const style = getComputedStyle(e);
      return style.scrollBehavior !== 'auto' || style.animationName !== 'none'
        || style.transitionDuration !== '0s';
    }).length);
    assert.equal(moving, 0);
  });
});

test('awkward names break no layout', async () => {
  const names = ['W'.repeat(200), '👩‍👩‍👧‍👦🇫🇷'.repeat(15), 'مرحبا بالعالم '.repeat(12).trim(),
    '<script>alert("x")</script>', `${'word '.repeat(39)}end`];
  const reviewers = ['r', 's'].map((slug) => (
    { slug, name: 'N'.repeat(200), lens: 'L'.repeat(200), byline: 'human' }));
  const tools = names.map((name, i) => ({
    slug: `t${i}${'x'.repeat(70)}`, name, category: 'c', tagline: name, description: name,
    entry: 'freemium', pricing: name, best_for: name,
    facts: [{ key: 'k'.repeat(80), value: 'v'.repeat(500), source: 'https://a.example/', checked: '2026-01-01' }],
    reviews: reviewers.map(({ slug }, j) => ({
      reviewer: slug, score: (i * 25 + j * 10) % 101, verdict: 'skip', reviewed: '2026-01-01',
      body: `# ${'H'.repeat(200)}\n\n\`${'c'.repeat(300)}\`\n\n    ${'code '.repeat(100)}`,
    })),
  }));
  const file = path.join(os.tmpdir(), `verdict-awkward-${process.pid}.json`);
  writeFileSync(file, JSON.stringify({ reviewers, categories: [{ slug: 'c', name: 'C'.repeat(200) }],
    tools, comparisons: [{ tools: [tools[0].slug, tools[1].slug] }] }));
  const awkward = await startSite(file);
  try {
    const slugs = tools.map((tool) => tool.slug);
    for (const at of ['/', '/compare', `/compare/${slugs.join('-vs-')}`,
      `/compare/${slugs[0]}-vs-${slugs[1]}`, ...slugs.map((slug) => `/tool/${slug}`)]) {
      for (const width of [320, 1280]) {
        await visit(awkward.url + at, { viewport: { width, height: 800 } }, async (page) => {
          assert.ok(await overflow(page) <= 0, `${at} is wider than ${width} px`);
        });
      }
    }
  } finally {
    await awkward.stop();
  }
});
