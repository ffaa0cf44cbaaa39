// reader.mjs: a reader with a real browser, for the mail tests: `node reader.mjs on|off` (scripts).
//
// Each line on standard input is a JSON array, one thing to do; each answers with one line of JSON,
// what the page says then: its heading, its status, its text. The end of the input ends it.
//
//   ["sign-up", URL, ADDRESS]   opens the page, types the address into its box, presses Enter
//   ["press", URL, BUTTON]      opens the page, presses its button
//   ["read", URL]               opens the page
import readline from 'node:readline';
import { startBrowser } from '../browser/site.mjs';

const browser = await startBrowser();
const context = await browser.newContext({ javaScriptEnabled: process.argv[2] === 'on' });
const page = await context.newPage();

const sends = (act) => Promise.all([page.waitForNavigation(), act]);

const acts = {
  'sign-up': async (address) => {
    await page.getByLabel('Email address').fill(address);
    await sends(page.keyboard.press('Enter'));
  },
  press: (button) => sends(page.getByRole('button', { name: button, exact: true }).click()),
  read: async () => {},
};

async function act(what, url, ...more) {
  await page.goto(url);
  await acts[what](...more);
  return {
    heading: await page.getByRole('heading', { level: 1 }).textContent(),
    status: (await page.getByRole('status').allTextContents()).join(' ').trim(),
    text: await page.getByRole('main').textContent(),
  };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const said = await act(...JSON.parse(line)).catch((error) => ({ error: error.message }));
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
await browser.close();
