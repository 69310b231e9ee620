/*
 * Work that is in no version yet, kept in this browser until the server has it. On every page of the admin.
 *
 * One record for each open form, under `masthead-saving:<form>`: whose it is, what it is of, when, up to which step, and the
 * form's fields. localStorage, because it is written at once: even while a window closes. Bounded in number, size and age;
 * deleted when the server says that it has the work, and on signing out.
 */
const PREFIX = 'masthead-saving:';
const USER = 'masthead-saving-user';
const MOST = 20;
const LONGEST = 2_000_000;
const OLDEST = 7 * 24 * 3600 * 1000;

const read = (key) => {
  try {
    const record = JSON.parse(localStorage.getItem(key));
    return record && Array.isArray(record.entries) ? record : null;
  } catch {
    return null;
  }
};

const keys = () => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
};

/* All records, oldest first. */
const all = () =>
  keys()
    .map(read)
    .filter(Boolean)
    .sort((a, b) => a.at - b.at);

const remove = (form) => {
  try {
    localStorage.removeItem(PREFIX + form);
  } catch {
    // Nothing is kept where nothing can be.
  }
};

const prune = () => {
  keys().forEach((key) => {
    const record = read(key);
    if (!record || Date.now() - record.at > OLDEST) localStorage.removeItem(key);
  });
  all()
    .slice(0, -MOST)
    .forEach((record) => remove(record.form));
};

/* Whether the record could be kept. Older ones make room for it. */
const put = (record) => {
  const text = JSON.stringify(record);
  if (text.length > LONGEST) return false;
  const others = all().filter((other) => other.form !== record.form);
  for (;;) {
    try {
      localStorage.setItem(PREFIX + record.form, text);
      localStorage.setItem(USER, String(record.user));
      prune();
      return true;
    } catch {
      const oldest = others.shift();
      if (!oldest) return false;
      remove(oldest.form);
    }
  }
};

const find = (user, object) => all().filter((record) => String(record.user) === String(user) && record.object === object);

/* What the server has just confirmed, in a cookie of the page that followed the save. */
const confirm = () => {
  const match = document.cookie.match(/(?:^|; )masthead_saved=([0-9a-f]{32})\.(\d+)/);
  if (!match) return;
  const record = read(PREFIX + match[1]);
  if (record && record.step <= Number(match[2])) remove(match[1]);
  document.cookie = 'masthead_saved=; Max-Age=0; path=/admin/; SameSite=Lax';
};

window.masthead = window.masthead || {};
window.masthead.kept = { all, find, put, remove, read: (form) => read(PREFIX + form) };

try {
  prune();
} catch {
  // A browser that keeps nothing.
}
confirm();

document.addEventListener('click', (event) => {
  const forget = event.target.closest?.('[data-saving-forget]');
  if (forget) remove(forget.dataset.savingForget);
});

/* Signing out takes the work with it: others may use this device. Asked first when there is any. */
document.addEventListener(
  'submit',
  (event) => {
    if (!/\/logout\/$/.test(new URL(event.target.action, document.baseURI).pathname)) return;
    window.dispatchEvent(new Event('masthead:sign-out'));
    const user = localStorage.getItem(USER);
    const records = all().filter((record) => String(record.user) === user);
    const question = document.querySelector('meta[name="masthead-sign-out"]')?.content;
    if (records.length && question && !window.confirm(question)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    records.forEach((record) => remove(record.form));
    window.masthead.kept.put = () => true;
  },
  true,
);
