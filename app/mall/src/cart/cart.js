() => {
  const PARTS = ['.utility-bar__visitor', '.cart > h1', '#cart-said', '#cart-content', '.cart-link'];
  const cart = document.querySelector('.cart');
  const failed = document.getElementById('cart-failed');
  cart.classList.add('cart--live');

  const isSame = (a, b) => a.nodeName === b.nodeName && a.id === b.id && a.getAttribute?.('class') === b.getAttribute?.('class');

  // Makes `old` what `next` is. Elements that stay are the same elements, with their focus, a press that is not over, and what was
  // typed into them since they were sent.
  const morph = (old, next) => {
    const isTyped = old.type === 'text' && old.value !== old.defaultValue && old.value !== old.dataset.sent;
    for (const { name } of [...old.attributes]) if (!next.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    if (old.matches('input') && !isTyped) old.value = old.defaultValue;
    const rest = [...old.childNodes];
    const wanted = [...next.childNodes].map((node) => {
      const at = rest.findIndex((child) => isSame(child, node));
      if (at < 0) return node;
      const [child] = rest.splice(at, 1);
      if (child.nodeType === Node.ELEMENT_NODE) morph(child, node);
      else if (child.data !== node.data) child.data = node.data;
      return child;
    });
    for (const gone of rest) gone.remove();
    wanted.forEach((node, at) => {
      if (old.childNodes[at] !== node) old.insertBefore(node, old.childNodes[at] ?? null);
    });
  };

  const show = (page) => {
    const focused = document.activeElement;
    for (const part of PARTS) morph(document.querySelector(part), page.querySelector(part));
    document.title = page.title;
    // What has gone gives the focus to where the Enter key does no harm.
    const next = focused.isConnected ? focused : document.getElementById('cart-undo') ?? cart.querySelector('h1');
    next.focus({ preventScroll: true });
  };

  let queue = Promise.resolve();
  let waiting = 0;
  let isLost = false;
  let page;
  let refused;
  // Quantities that may not have been saved, for as long as they are not what the cart says.
  const unsaved = new Set();
  const isUnsaved = (number) => number.isConnected && number.value !== number.defaultValue;

  const post = async (action, body, line, number) => {
    try {
      const answer = await fetch(action, { method: 'POST', body, headers: { accept: 'text/html' }, keepalive: true });
      if (!answer.ok) throw answer.status;
      page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      // A refusal is said once. It is still said after the answers to other lines.
      const wrong = page.querySelector('.line [aria-invalid]')?.closest('.line');
      if (wrong || !line || line === refused?.id) refused = wrong;
    } catch {
      // What was to be saved is still being typed.
      if (number) {
        delete number.dataset.sent;
        unsaved.add(number);
      } else {
        isLost = true;
      }
    }
    waiting -= 1;
    // Of several clicks the last one's answer has them all.
    if (waiting) return;
    if (page && !page.querySelector('.cart')) location.reload();
    else if (page) {
      if (refused) page.getElementById(refused.id)?.replaceWith(refused);
      refused = undefined;
      show(page);
    }
    page = undefined;
    for (const typed of unsaved) if (!isUnsaved(typed)) unsaved.delete(typed);
    failed.hidden = !isLost && unsaved.size === 0;
    isLost = false;
  };
  // The Enter key changes and submits: that is sent once.
  let changed;
  cart.addEventListener('submit', (event) => {
    event.preventDefault();
    const form = event.target;
    if (form === changed && event.submitter) return;
    const { action } = form;
    const body = new URLSearchParams(new FormData(form));
    // The next click counts from here, answered or not. What is no quantity is for the server to refuse, as it was typed.
    const [less, number, more] = form.closest('.stepper')?.querySelectorAll('[name=quantity]') ?? [];
    if (number) {
      const to = /^[1-9]\d?$/.test(body.get('quantity')) && Number(body.get('quantity'));
      // A step too far: its button is not disabled yet.
      if (!to && form !== number.form) return;
      if (to) [less.value, number.value, more.value] = [to - 1, to, to + 1];
      // What was sent is not being typed any more.
      number.dataset.sent = number.value;
    }
    const line = form.closest('.line')?.id;
    waiting += 1;
    queue = queue.then(() => post(action, body, line, number));
  });
  cart.addEventListener('change', ({ target: { form } }) => {
    form.requestSubmit();
    changed = form;
    setTimeout(() => {
      changed = undefined;
    });
  });
}
