// verdict.js: votes and bookmarks answered in place. Every form works without it: this sends the
// same form, takes the page that comes back, and moves only what changed.

const announce = (text) => {
  document.getElementById('announcement').textContent = text;
};

// Puts the parts that votes and bookmarks change from a fresh page into this one.
const takeOver = (html) => {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  for (const now of document.querySelectorAll('.community, .bookmarks, .decision, .figures')) {
    const same = now.id && fresh.getElementById(now.id);
    if (same) now.replaceWith(document.adoptNode(same));
  }
  const figures = [...fresh.querySelectorAll('.figures')];
  document.querySelectorAll('.figures').forEach((now, i) => {
    if (figures[i]) now.replaceWith(document.adoptNode(figures[i]));
  });
};

// What is said of a bookmark; of a vote, the community's line.
const spoken = { add: 'Bookmarked.', remove: 'Bookmark removed.' };

const complain = (section, text) => {
  const note = document.createElement('p');
  note.className = 'hint';
  note.textContent = text;
  section.querySelector('.hint')?.remove();
  section.append(note);
  announce(text);
};

// Where the form goes: form.action is a button where one has that name.
const goal = (form) => new URL(form.getAttribute('action'), location);

// One request at a time for the whole page, in the order in which they were asked for: two first
// votes at once would be two readers.
let last = Promise.resolve();
let waiting = 0;
const enqueue = (work) => {
  waiting += 1;
  last = last.then(work).catch(() => {}).finally(() => { waiting -= 1; });
};

// The parts with a request on its way, once for each; their forms show it.
const pending = [];
const showPending = () => {
  for (const form of document.querySelectorAll('[data-live]')) {
    if (pending.includes(form.dataset.live)) form.setAttribute('aria-busy', 'true');
    else form.removeAttribute('aria-busy');
  }
};

const post = async (url, body) => {
  const response = await fetch(url, { method: 'POST', body });
  const html = await response.text();
  if (!response.ok) {
    const page = new DOMParser().parseFromString(html, 'text/html');
    const said = page.querySelector('.error .hint')?.textContent;
    throw new Error(said ?? `${page.querySelector('h1')?.textContent ?? 'That did not work'}.`);
  }
  return html;
};

// A button that looks like this one, in what is the same part now.
const alike = (button, id) => {
  const section = document.getElementById(id);
  return section?.querySelector(`button[value="${button.value}"]`)
    ?? section?.querySelector(`button[name="${button.name}"]`);
};

// Where the focus is: on a button of a part that is about to be replaced, or nowhere.
const focused = () => {
  const button = document.activeElement;
  const section = button?.closest('.community');
  return section && button.matches('button') ? { button, id: section.id } : null;
};

const send = async (url, body, button, id) => {
  try {
    const html = await post(url, body);
    const before = focused() ?? (document.activeElement === document.body ? { button, id } : null);
    takeOver(html);
    const section = document.getElementById(id);
    announce(spoken[button.value] ?? section.querySelector('.community-line').textContent);
    if (before) alike(before.button, before.id)?.focus({ preventScroll: true });
  } catch (error) {
    complain(document.getElementById(id), error instanceof TypeError
      ? 'The site cannot be reached. Nothing was changed.' : error.message);
  } finally {
    pending.splice(pending.indexOf(id), 1);
    showPending();
  }
};

document.addEventListener('submit', (event) => {
  const form = event.target;
  const { submitter } = event;
  if (form.getAttribute('method') !== 'post' || !submitter) return;
  const here = location.pathname === '/bookmarks' && goal(form).pathname === '/bookmarks';
  if (form.dataset.live && !here) {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    body.set(submitter.name, submitter.value);
    pending.push(form.dataset.live);
    showPending();
    enqueue(() => send(goal(form), body, submitter, form.dataset.live));
  } else if (waiting > 0 && form.requestSubmit) { // leaves the page, so it comes last
    event.preventDefault();
    last.then(() => form.requestSubmit(form.contains(submitter) ? submitter : null));
  }
});

// A page that comes back, from the browser's memory or from behind another tab, may be old.
const refresh = () => document.querySelector('.community') && enqueue(async () => {
  const response = await fetch(location.href, { cache: 'no-store' });
  if (response.ok) takeOver(await response.text());
});

window.addEventListener('pageshow', (event) => event.persisted && refresh());
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && refresh());
