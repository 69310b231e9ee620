/*
 * Keeps what is typed on this device until the server has it, tells the editor how saving stands, and goes on after the
 * connection or the session was away. Wagtail's autosave does the saving; this listens to it and calls it again.
 */
const settings = JSON.parse(document.getElementById('masthead-saving').textContent);
const { kept, notice } = window.masthead;
const { words } = settings;
const form = document.querySelector('[data-edit-form]');
const field = (name) => form.elements.namedItem(name);
const own = field('saving_form').value;

const KEEP_EVERY = 500;
const SETTLED = 300;
const SOONEST = 2_000;
const LATEST = 30_000;
const NOT_CONTENT = new Set([
  'csrfmiddlewaretoken',
  'next',
  'loaded_revision_id',
  'loaded_revision_created_at',
  'overwrite_revision_id',
  'saving_form',
  'saving_step',
  'saving_base',
  'saving_over',
]);

// --- what is in the form, and what of it the server has ---------------------------------------------------------------

const contents = (data) => [...data].filter(([name, value]) => typeof value === 'string' && !NOT_CONTENT.has(name));
// Comments are told apart by keys that the server gives them, and have a watch of their own in Wagtail.
const asText = (entries) => JSON.stringify(entries.filter(([name]) => !name.startsWith('comments-')));

// A form that was refused, or that holds restored work, begins with work that is in no version.
const beginsUnsaved = settings.restored || settings.undecided || form.dataset.wUnsavedForceValue === 'true';
let object = settings.object;
// Not kept in the form's own fields: Wagtail would take a change of these for an edit, and save without end.
let step = Number(field('saving_step').value) || 0;
let base = field('saving_base').value;
let over = field('saving_over').value;
let saved = beginsUnsaved ? '' : null;
let last = '';
// Whether somebody has touched the form at all.
let worked = false;
let timer = null;

/* Rich text reaches its field a quarter of a second after a key: what is sent earlier lacks the last letters. */
let typed = -Infinity;
const settling = () => performance.now() - typed < SETTLED;

/* Keep the form on this device if it holds something that the server has not. Whether it does. */
const keep = () => {
  if (saved === null) return false;
  const entries = contents(new FormData(form));
  const text = asText(entries);
  if (text === saved) {
    if (last) kept.remove(own);
    last = '';
    return false;
  }
  if (text === last) return true;
  step += 1;
  last = text;
  const record = {
    form: own,
    user: settings.user,
    object,
    step,
    at: Date.now(),
    url: form.action,
    base,
    over,
    entries,
  };
  if (!kept.put(record)) notice.say(words.no_room, [], 'warning');
  return true;
};

const begin = () => {
  if (saved === null) saved = asText(contents(new FormData(form)));
};

const touched = (event) => {
  // Scripts that fill the form when it is opened say "change" too.
  if (!event.isTrusted && event.type !== 'w-unsaved:add') return;
  begin();
  worked = true;
  if (event.type !== 'click' && !event.ctrlKey && !event.metaKey && event.target.closest?.('.Draftail-Editor')) typed = performance.now();
  if (timer === null) {
    timer = setTimeout(() => {
      timer = null;
      (window.requestIdleCallback || setTimeout)(keep, { timeout: KEEP_EVERY });
    }, KEEP_EVERY);
  }
};

['keydown', 'beforeinput', 'input', 'change', 'paste', 'drop', 'click'].forEach((name) => document.addEventListener(name, touched, true));
document.addEventListener('w-unsaved:add', touched);
window.addEventListener('pagehide', keep);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') keep();
});

// --- saving -----------------------------------------------------------------------------------------------------------

const stamp = (write) => {
  write('saving_step', String(step));
  write('saving_base', base);
  write('saving_over', over);
};

const controller = (name) => window.wagtail.app.getControllerForElementAndIdentifier(form, name);

const saveNow = () => {
  const autosave = controller('w-autosave');
  if (!autosave || state === 'conflict') return;
  // Wagtail gives up for good when a new page was saved and the answer to what it asks next did not arrive.
  autosave.activeValue = true;
  autosave.clearRetries();
  // While one save is on its way Wagtail remembers the newest trigger, and saves again for another one than its own.
  autosave.save(new Event('masthead-saving'));
};

/*
 * Wagtail takes what is in the form two seconds after it was opened, and again when an autosave has come back, for what is saved;
 * and it stops looking at a form that was refused. Whatever was typed, or filled in by a script, by then would wait for the next
 * key. So the form itself is compared with what the server has.
 */
const catchUp = () => {
  if (!settings.undecided) setTimeout(() => keep() && saveNow(), SETTLED);
};
document.addEventListener('w-unsaved:watch-edits', (event) => {
  if (event.target !== form) return;
  begin();
  if (worked) catchUp();
});
if (form.dataset.wUnsavedForceValue === 'true') setInterval(() => worked && state === 'saved' && catchUp(), 2_000);

let sent = [];

form.addEventListener('w-autosave:save', (event) => {
  const { formData } = event.detail;
  keep();
  stamp((name, value) => formData.set(name, value));
  sent = contents(formData);
});

let state = 'saved';
let wait = SOONEST;
let retry = null;
let failures = 0;

const HELD = new Set(['away', 'signed_out', 'somebody_else']);

const enter = (next) => {
  const before = state;
  state = next;
  if (next === 'saved') {
    clearTimeout(retry);
    wait = SOONEST;
    failures = 0;
    if (before === 'saved') return;
    if (before === 'invalid') {
      notice.say('');
      return;
    }
    notice.say(words.back, [], 'done');
    setTimeout(() => state === 'saved' && notice.say(''), 5_000);
    return;
  }
  const again = notice.button(words.try_again, () => attempt(), true);
  const actions = {
    signed_out: [notice.link(words.sign_in, settings.sign_in_url)],
    somebody_else: [notice.link(words.sign_in, settings.sign_in_url)],
    // Without a button of its own a form is sent as a draft: the answer is the form with what is to be mended marked.
    invalid: [notice.button(words.show, () => form.requestSubmit())],
  };
  notice.say(words[next], actions[next] || [again], 'warning');
};

const later = () => {
  clearTimeout(retry);
  retry = setTimeout(() => attempt(), wait);
  wait = Math.min(wait * 2, LATEST);
};

/* Ask the server how things stand; renew the token that every form of this page is sent with. */
const ask = async () => {
  let answer;
  try {
    answer = await fetch(settings.state_url, {
      redirect: 'manual',
      cache: 'no-store',
      headers: { Accept: 'application/json' },
      signal: AbortSignal.timeout(8_000),
    });
  } catch {
    return 'away';
  }
  if (answer.type === 'opaqueredirect') return 'signed_out';
  if (!answer.ok) return 'refused';
  const { user, csrf } = await answer.json();
  if (String(user) !== String(settings.user)) return 'somebody_else';
  if (window.wagtailConfig) window.wagtailConfig.CSRF_TOKEN = csrf;
  document.querySelectorAll('input[name="csrfmiddlewaretoken"]').forEach((input) => {
    input.value = csrf;
  });
  return 'there';
};

let asking = null;

const attempt = () => {
  asking =
    asking ||
    ask()
      .then((answer) => {
        if (answer !== 'there') {
          enter(answer);
          later();
        } else if (keep() && !settings.undecided && controller('w-autosave')) {
          saveNow();
        } else {
          enter('saved');
        }
      })
      .finally(() => {
        asking = null;
      });
  return asking;
};

form.addEventListener('w-autosave:success', (event) => {
  const { pk, revision_id: revision, revision_created_at: created } = event.detail.response;
  if (revision) {
    base = `${revision}@${created}`;
    over = '';
  }
  if (pk && object.startsWith('new:')) object = settings.saved_object + pk;
  const updates = event.detail.response.field_updates || {};
  saved = asText(sent.map(([name, value]) => [name, Object.hasOwn(updates, name) ? String(updates[name]) : value]));
  // Whatever else the answer has changed in the form is saved once more, and that is the end of it.
  const asSent = asText(sent);
  if (asText(contents(new FormData(form))) === asSent) saved = asSent;
  keep();
  enter('saved');
  catchUp();
});

form.addEventListener('w-autosave:error', (event) => {
  const { type, text } = event.detail;
  keep();
  if (type === 'network_error') {
    enter('away');
    later();
  } else if (type === 'server_error') {
    failures += 1;
    if (failures === 1) attempt();
    else {
      enter('refused');
      later();
    }
  } else if (type === 'validation_error') {
    enter('invalid');
  } else if (type === 'invalid_revision') {
    state = 'conflict';
    // Without a button of its own a form is sent as a draft: the answer is the page with the two versions.
    notice.say(`${text} ${words.conflict}`, [notice.button(words.compare, () => form.requestSubmit())], 'warning');
  }
});

window.addEventListener('offline', () => {
  keep();
  enter('away');
  later();
});
['online', 'focus'].forEach((name) => window.addEventListener(name, () => state !== 'saved' && state !== 'conflict' && attempt()));

/* A button that would lead away from the form while nobody is there to take it. */
document.addEventListener(
  'click',
  (event) => {
    const pressed = event.target.closest?.('button[type="submit"], [data-workflow-action-name]');
    if (!pressed || !(pressed.form === form || form.contains(pressed))) return;
    const session = document.querySelector('[data-controller~="w-session"]');
    if (session?.dataset.wSessionInterceptValue === 'network' && state === 'saved') enter('away');
    // Wagtail would ask whether to overwrite. The server does not, and shows both versions.
    if (session) session.dataset.wSessionInterceptValue = '';
    begin();
    keep();
    const ready = !HELD.has(state) && navigator.onLine;
    if (ready && !settling()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (ready) {
      setTimeout(() => pressed.click(), SETTLED);
      return;
    }
    if (state === 'saved') enter('away');
    attempt();
  },
  true,
);

// "Enter" in a line of text presses the first button of a form: it saves a draft, whichever button stands in front.
form.prepend(notice.element('button', { type: 'submit', hidden: '', tabindex: '-1' }));

form.addEventListener(
  'submit',
  () => {
    begin();
    keep();
    stamp((name, value) => {
      field(name).value = value;
    });
  },
  true,
);

window.addEventListener('masthead:sign-out', keep);

// --- work of another time -----------------------------------------------------------------------------------------------

const post = (record, choice) => {
  const sender = notice.element('form', { method: 'post', action: new URL(record.url, document.baseURI).pathname, hidden: '' });
  const values = [
    ...record.entries,
    ['csrfmiddlewaretoken', field('csrfmiddlewaretoken').value],
    ['saving_form', record.form],
    ['saving_step', record.step],
    ['saving_base', record.base],
    ['saving_over', record.over],
    ['saving_choice', choice],
  ];
  values.forEach(([name, value]) => {
    const input = notice.element('textarea', { name });
    input.value = value;
    sender.append(input);
  });
  document.body.append(sender);
  controller('w-unsaved').confirmationValue = false;
  sender.submit();
};

const moment = (at) => {
  const made = new Date(at);
  const today = made.toDateString() === new Date().toDateString();
  const parts = { hour: '2-digit', minute: '2-digit', ...(today ? {} : { day: 'numeric', month: 'long' }) };
  return made.toLocaleString(document.documentElement.lang || undefined, parts);
};

const windows = 'BroadcastChannel' in window ? new BroadcastChannel('masthead-saving') : null;
const open = new Set();
windows?.addEventListener('message', ({ data }) => {
  if (data.asks === own) windows.postMessage({ open: own });
  if (data.open) open.add(data.open);
});

const offerWork = () => {
  kept
    .find(settings.user, object)
    .filter((record) => record.form !== own)
    .forEach((record) => {
      if (record.form === settings.latest.form && record.step <= settings.latest.step) {
        kept.remove(record.form);
        return;
      }
      windows?.postMessage({ asks: record.form });
      // Time for a window in which it is still being written to say so.
      setTimeout(() => {
        if (open.has(record.form)) return;
        const choice = record.object.startsWith('new:') ? 'edit' : 'review';
        notice.offer(words, moment(record.at), () => post(record, choice), () => kept.remove(record.form));
      }, 400);
    });
};

if (!beginsUnsaved) offerWork();
else keep();
if (settings.restored) {
  // When Wagtail's controllers are there, and whatever fills fields when a form is opened has filled them.
  setTimeout(saveNow, 1_000);
}
document.documentElement.dataset.mastheadKeeps = '';
