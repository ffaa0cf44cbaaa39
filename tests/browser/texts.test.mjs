// texts.test.mjs: the longest texts that a catalog may hold fit a phone, and names that are written
// from right to left leave the words around them where they are.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBrowser, startSite, visit as visitSite } from './site.mjs';

const reviewers = Array.from({ length: 50 }, (_, i) => ({
  slug: `r${i}`, name: `${i}`.padEnd(200, 'r'), lens: 'l'.repeat(200), byline: 'ai' }));
const review = { verdict: 'ship', reviewed: '2026-11-18', body: 'w'.repeat(2000) };
const facts = Array.from({ length: 100 }, (_, i) => ({
  key: `k${i}`.padEnd(80, 'k'), value: 'v'.repeat(1000), checked: '2026-11-20',
  source: 'https://a.example/'.padEnd(2000, 'x') }));
const longest = {
  slug: 'longest', name: 'N'.repeat(200), category: 'c', tagline: 't'.repeat(500),
  description: 'd'.repeat(10000), entry: 'free', pricing: 'p'.repeat(500), best_for: 'b'.repeat(500),
  homepage: 'https://a.example/'.padEnd(2000, 'x'), facts,
  reviews: reviewers.map(({ slug }, i) => ({ ...review, reviewer: slug, score: i })) };
const short = (slug, name) => ({
  ...longest, slug, name, facts: [], tagline: 't', description: 'd', pricing: 'p', best_for: 'b',
  reviews: [{ ...review, reviewer: 'r0', score: 90, body: 'w' }] });
const document = {
  reviewers, categories: [{ slug: 'c', name: 'C'.repeat(200) }],
  tools: [longest, short('alef', 'אלף!'), short('alif', 'ألف (2)')],
  comparisons: [{ tools: ['alef', 'longest'] }] };

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

const visit = (path, look) => visitSite(browser, site, path, look);

for (const address of ['/', '/compare', '/tool/longest', '/compare/alef-vs-longest']) {
  test(`the longest texts fit a phone: ${address}`, async () => {
    await visit(address, async (page) => {
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
    });
  });
}

// How far from the left each of these words of an element stands.
const places = (element, words) => {
  const range = document.createRange();
  const text = element.firstChild;
  return words.map((word) => {
    range.setStart(text, text.data.indexOf(word));
    range.setEnd(text, text.data.indexOf(word) + word.length);
    return range.getBoundingClientRect().x;
  });
};

test('words stay in their order around names from right to left', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${site.url}/compare/alef-vs-alif`);
  const [first, middle, last] = await page.locator('[aria-current=page]')
    .evaluate(places, ['אלף!', ' vs ', 'ألف (2)']);
  assert.ok(first < middle && middle < last, `${first} ${middle} ${last}`);
  await page.close();
});
