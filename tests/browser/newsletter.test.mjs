// newsletter.test.mjs: the newsletter's circle in a real browser, with scripts on and off, and how
// its pages and mails look to machines that judge them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, binary, catalog, startBrowser, startSite, waitFor } from './site.mjs';

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

async function read(options, act) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  try {
    return await act(await context.newPage());
  } finally {
    await context.close();
  }
}

const folder = () => join(site.data, 'mail');
const files = () => { try { return readdirSync(folder()); } catch { return []; } };

// The newest mail of a kind to an address, once it is there.
const mailTo = (address, kind) => waitFor(() => files().filter((name) => name.startsWith(kind))
  .map((name) => readFileSync(join(folder(), name), 'utf8'))
  .findLast((mail) => mail.includes(`To: <${address}>`)));
const linkIn = (mail) => mail.match(/^http:\S+\?token=\w+|: (http:\S+\?token=\w+)/m).findLast(Boolean)
  .replace(/^: /, '').trim();

async function subscribe(page, address) {
  await page.goto(`${site.url}/compare/aider-vs-vllm`);
  await page.getByLabel('Email address').fill(address);
  await page.keyboard.press('Enter');
  await page.getByRole('status').filter({ hasText: 'If this address can get mail from us' }).waitFor();
  await page.goto(linkIn(await mailTo(address, 'confirm')));
  await page.getByRole('button', { name: 'Yes, send me the weekly verdicts' }).click();
  await page.getByRole('heading', { name: 'You are subscribed', level: 1 }).waitFor();
}

async function leave(page, address) {
  await page.goto(linkIn(await mailTo(address, 'issue')));
  await page.getByRole('button', { name: 'Unsubscribe' }).click();
  await page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
  await page.getByRole('button', { name: 'Subscribe again' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  await page.goto(linkIn(await mailTo(address, 'issue')));
  await page.getByRole('button', { name: 'Unsubscribe' }).click();
  await page.getByRole('button', { name: 'Erase my address' }).click();
  await page.getByRole('heading', { name: 'Your address is erased' }).waitFor();
}

test('sign up, confirm, receive, read, leave, come back, erase: scripts on and off', async () => {
  const readers = [[true, 'on@example.org'], [false, 'off@example.org']];
  for (const [javaScriptEnabled, address] of readers)
    await read({ javaScriptEnabled }, (page) => subscribe(page, address));
  assert.match(execFileSync(binary, ['newsletter', 'compose', '--data', site.data]).toString(),
    /^Issue 1, .* to 2 subscribers\.$/m);
  for (const [javaScriptEnabled, address] of readers) {
    await read({ javaScriptEnabled }, async (page) => {
      await page.goto(`${site.url}/newsletter`);
      await page.getByRole('link', { name: / leads .*, and \d+ more$/ }).click();
      await page.getByRole('heading', { name: 'New comparisons' }).waitFor();
      await leave(page, address);
    });
  }
});

test('a wrong address is told at its field, which has it still', async () => {
  await read({ javaScriptEnabled: false }, async (page) => {
    await page.goto(`${site.url}/newsletter`);
    const field = page.getByLabel('Email address');
    await field.fill('reader@localhost'); // the browser takes it, mail does not
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'not the name of a mail host' }).waitFor();
    assert.equal(await field.inputValue(), 'reader@localhost');
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
  });
});

// A document with one more comparison, so that there is something to tell.
function changed() {
  const file = join(site.data, 'more.json');
  writeFileSync(file, JSON.stringify({ comparisons: [{ tools: ['comfyui', 'vllm'] }] }));
  return file;
}

const judge = async (page, at) => {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${at} is wide`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  assert.deepEqual(violations.map((v) => [v.id, v.nodes.map((n) => n.html)]), [], at);
};

test('no barrier and no overflow on the pages and in the mail', async () => {
  await read({}, (page) => subscribe(page, 'judge@example.org'));
  const confirm = linkIn(await mailTo('judge@example.org', 'confirm'));
  execFileSync(binary, ['import', '--data', site.data, changed()]);
  execFileSync(binary, ['newsletter', 'compose', '--data', site.data]);
  const mail = await mailTo('judge@example.org', 'issue');
  const html = mail.split(/^Content-Type: text\/html.*$/m)[1].split(/\r?\n\r?\n/).slice(1).join('\n\n')
    .split(/^--=/m)[0].replace(/=\r?\n/g, '')
    .replace(/(=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString());
  const file = join(site.data, 'mail.html');
  writeFileSync(file, html);
  for (const at of [`${site.url}/newsletter`, `${site.url}/newsletter/${mail.match(/issue (\d+)/)[1]}`, confirm, `${confirm}x`,
    `${site.url}/newsletter/unsubscribe`, `file://${file}`]) {
    for (const width of [320, 1280]) {
      for (const colorScheme of ['light', 'dark']) {
        await read({ viewport: { width, height: 800 }, colorScheme, bypassCSP: true }, async (page) => {
          await page.goto(at);
          await judge(page, at);
        });
      }
    }
  }
});
