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

const complain = (form, text) => {
  const note = document.createElement('p');
  note.className = 'hint';
  note.textContent = text;
  form.parentElement.querySelector('.hint')?.remove();
  form.parentElement.append(note);
  announce(text);
};

// Where the form goes: form.action is a button where one has that name.
const goal = (form) => new URL(form.getAttribute('action'), location);

const send = async (form, button) => {
  const body = new URLSearchParams(new FormData(form));
  body.set(button.name, button.value);
  const response = await fetch(goal(form), { method: 'POST', body });
  const html = await response.text();
  if (!response.ok) {
    const page = new DOMParser().parseFromString(html, 'text/html');
    throw new Error(`${page.querySelector('h1')?.textContent ?? 'That did not work'}.`);
  }
  return html;
};

document.addEventListener('submit', async (event) => {
  const form = event.target;
  const { submitter } = event;
  if (!form.dataset.live || !submitter || form.hasAttribute('aria-busy')) return;
  if (goal(form).pathname === '/bookmarks' && location.pathname === '/bookmarks') return;
  event.preventDefault();
  form.setAttribute('aria-busy', 'true');
  try {
    takeOver(await send(form, submitter));
    const section = document.getElementById(form.dataset.live);
    announce(spoken[submitter.value] ?? section.querySelector('.community-line').textContent);
    const again = section.querySelector(`button[value="${submitter.value}"]`)
      ?? section.querySelector(`button[name="${submitter.name}"]`);
    again.focus({ preventScroll: true });
  } catch (error) {
    complain(form, error instanceof TypeError
      ? 'The site cannot be reached. Nothing was changed.' : error.message);
  } finally {
    form.removeAttribute('aria-busy');
  }
});

// A page that comes back, from the browser's memory or from behind another tab, may be old.
const refresh = async () => {
  if (!document.querySelector('.community')) return;
  try {
    const response = await fetch(location.href, { cache: 'no-store' });
    if (response.ok) takeOver(await response.text());
  } catch {
    // Without a connection the page stays as it is.
  }
};

window.addEventListener('pageshow', (event) => event.persisted && refresh());
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && refresh());
