// narrow.test.mjs: what an editor may write stays readable on a phone: nothing is wider than the
// page, and nothing is squeezed until a line holds a few letters.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { catalog, PHONE, startBrowser, startSite, visit as visitSite } from './site.mjs';

const unbroken = (letter, length = 300) => letter.repeat(length);
const DEPTH = 12;
const nested = (mark) => Array.from({ length: DEPTH }, (_, i) => `${mark.repeat(i)}- level ${i}`);
const lists = Array.from({ length: DEPTH }, (_, i) => `${'  '.repeat(i)}- a list at level ${i}`);
const numbers = Array.from({ length: DEPTH }, (_, i) => `${'   '.repeat(i)}1. a number at level ${i}`);
const quotes = Array.from({ length: DEPTH }, (_, i) => `${'> '.repeat(i + 1)}a quote at level ${i}\n`);
const body = [lists, quotes, nested('> ')].map((lines) => lines.join('\n'))
  .join('\n\ntext\n\n') + `\n\n${unbroken('w')}\n\n    ${unbroken('c')}\n\n\`${unbroken('i')}\``;
const review = { verdict: 'ship', reviewed: '2026-11-18', body };
const tool = (slug, reviewer, texts = {}) => ({
  slug, name: `Name ${slug}`, category: 'c', tagline: 't', description: 'd', entry: 'free',
  pricing: 'Free', best_for: 'Tests', reviews: [{ ...review, reviewer, score: 70 }], ...texts });
const awkward = (slug, reviewer) => tool(slug, reviewer, {
  name: unbroken('N', 200), tagline: unbroken('t'), description: unbroken('d'),
  pricing: unbroken('p'), best_for: unbroken('b'),
  facts: [{ key: 'context-length', value: unbroken('v'), checked: '2026-11-20',
    source: 'https://a.example/' }] });
const reviewers = ['r1', 'r2', 'r3', 'r4', 'r5'].map((slug) => ({
  slug, name: slug === 'r1' ? unbroken('R', 200) : `Reviewer ${slug}`, lens: unbroken('l', 200),
  byline: 'ai' }));
const document = {
  reviewers, categories: [{ slug: 'c', name: unbroken('C', 200) }],
  tools: [awkward('a', 'r1'), awkward('b', 'r1'), tool('c', 'r3'), tool('d', 'r4'), tool('e', 'r5'),
    tool('numbers', 'r2', { reviews: [{ ...review, reviewer: 'r2', score: 5, body: numbers.join('\n') }] })],
  comparisons: [{ tools: ['a', 'b'] }, { tools: ['a', 'b', 'c', 'd', 'e'] }] };

let site;
let browser;

before(async () => {
  site = await startSite(document);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

const visit = (path, look, width) => visitSite(browser, site, path, look, width);

// The elements that reach over the page's edge, but for those inside of a region that scrolls.
const outside = () => [...document.querySelectorAll('main *')]
  .filter((element) => !element.closest('.scroll table, .visually-hidden, svg'))
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => element.outerHTML.slice(0, 80));

for (const address of ['/', '/compare', '/tool/a', '/tool/numbers', '/compare/a-vs-b',
  '/compare/a-vs-b-vs-c-vs-d-vs-e']) {
  test(`nothing is wider than a phone: ${address}`, async () => {
    await visit(address, async (page) => {
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), PHONE);
      assert.deepEqual(await page.evaluate(outside), []);
    });
  });
}

test('unbroken values leave the decision table as wide as others do', async () => {
  const width = async (page) => page.evaluate(() => document.querySelector('table').scrollWidth);
  for (const [screen, most] of [[PHONE, PHONE], [768, 768], [1280, 1280]])
    await visit('/compare/a-vs-b', async (page) => assert.ok(await width(page) <= most), screen);
  await visit('/compare/a-vs-b-vs-c-vs-d-vs-e', async (page) => {
    assert.ok(await width(page) <= 2.5 * PHONE, `${await width(page)}`);
  });
});

test('the names of the rows stay while the decision table is scrolled', async () => {
  await visit('/compare/a-vs-b-vs-c-vs-d-vs-e', async (page) => {
    const left = () => page.evaluate(() => document.querySelector('tbody th').getBoundingClientRect().x);
    const start = await left();
    await page.evaluate(() => { document.querySelector('.scroll').scrollLeft = 200; });
    assert.ok(await page.evaluate(() => document.querySelector('.scroll').scrollLeft) > 100);
    assert.equal(await left(), start);
  });
});

test('a fact has the whole width of a phone', async () => {
  await visit('/tool/a', async (page) => {
    const widths = await page.locator('.plain-facts dd').evaluateAll((all) => all.map((dd) => dd.clientWidth));
    assert.ok(widths.length > 3 && widths.every((width) => width > 0.85 * PHONE), `${widths}`);
  });
});

for (const address of ['/tool/a', '/tool/numbers']) {
  test(`nested lists and quotes stay readable: ${address}`, async () => {
    await visit(address, async (page) => {
      const widths = await page.locator('.review-body :is(li, blockquote, p)')
        .evaluateAll((all) => all.map((element) => element.clientWidth));
      assert.ok(widths.length >= DEPTH && Math.min(...widths) > 0.5 * PHONE, `${widths}`);
    });
  });
}

test('tools without a common reviewer show the reviews that there are', async () => {
  await visit('/compare/a-vs-b-vs-c-vs-d-vs-e', async (page) => {
    assert.equal(await page.locator('.review').count(), 5);
    assert.equal(await page.getByText('has not reviewed').count(), 0);
    assert.deepEqual(await page.locator('.review-tool').allTextContents(),
      document.tools.slice(0, 5).map(({ name }) => name));
    assert.ok((await page.locator('.review-tool').evaluateAll((all) => all.map((one) => one.clientHeight)))
      .every((height) => height > 0));
  });
  await visit('/tool/c', async (page) => assert.equal(await page.locator('.review-tool').count(), 0));
});

// The words of up to 16 letters that stand on two lines.
const broken = () => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const { 0: word, index } of node.data.matchAll(/[\p{L}\p{N}]{2,16}/gu)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const lines = new Set([...range.getClientRects()].map((line) => Math.round(line.top)));
      if (lines.size > 1) found.push(word);
    }
  }
  return found;
};

// What reaches out of the box around it.
const spilled = () => [...document.querySelectorAll('.site-header a, .figures > *, .figures dd')]
  .filter((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const box = element.closest('header, dl').getBoundingClientRect();
    const padding = parseFloat(getComputedStyle(element.closest('header, dl')).paddingRight);
    return range.getBoundingClientRect().right > box.right - padding + 0.5;
  })
  .map((element) => element.textContent);

test('no word of an ordinary catalog is broken on a phone, and the menu is one line', async () => {
  const ordinary = await startSite(catalog);
  const check = async (page) => {
    assert.deepEqual(await page.evaluate(broken), [], page.url());
    assert.deepEqual(await page.evaluate(spilled), [], page.url());
    const tops = await page.locator('.site-header nav a')
      .evaluateAll((all) => all.map((link) => link.getBoundingClientRect().top));
    assert.equal(new Set(tops).size, 1, page.url());
  };
  try {
    const paths = ['/', '/compare', '/bookmarks', '/newsletter', '/about/votes', '/tool/ollama', '/nothing',
      '/compare/llama-cpp-vs-ollama', '/compare/llama-cpp-vs-ollama-vs-vllm'];
    for (const path of paths) await visitSite(browser, ordinary, path, check);
  } finally {
    await ordinary.stop();
  }
});
