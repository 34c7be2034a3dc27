() => {
  const PARTS = ['.cart > h1', '#cart-said', '#cart-content', '.cart-link'];
  const cart = document.querySelector('.cart');
  cart.classList.add('cart--live');

  const isSame = (a, b) => a.nodeName === b.nodeName && a.id === b.id && a.getAttribute?.('class') === b.getAttribute?.('class');

  // Makes `old` what `next` is. Elements that stay are the same elements, with their focus, a press that is not over, and what was
  // typed into them since they were sent.
  const morph = (old, next) => {
    const isTyped = old.type === 'text' && old.value !== old.defaultValue;
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
  let isBroken = false;
  let refused;
  const post = async (action, body, line) => {
    try {
      const answer = await fetch(action, { method: 'POST', body, headers: { accept: 'text/html' }, keepalive: true });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (!answer.ok || !page.querySelector('.cart')) throw answer.status;
      // A refusal is said once. It is still said after the answers to other lines.
      const wrong = page.querySelector('.line [aria-invalid]')?.closest('.line');
      if (wrong || !line || line === refused?.id) refused = wrong;
      // Of several clicks the last one's answer has them all.
      if (waiting === 1 && !isBroken) {
        if (refused && !wrong) page.getElementById(refused.id)?.replaceWith(refused);
        refused = undefined;
        show(page);
      }
    } catch {
      isBroken = true;
    }
    waiting -= 1;
    if (isBroken && waiting === 0) location.reload();
  };
  cart.addEventListener('submit', (event) => {
    event.preventDefault();
    const form = event.target;
    const { action } = form;
    const body = new URLSearchParams(new FormData(form));
    // The next click counts from here, answered or not.
    const [less, number, more] = form.closest('.stepper')?.querySelectorAll('[name=quantity]') ?? [];
    const to = Number(body.get('quantity'));
    if (number && to) [less.value, number.value, more.value] = [to - 1, to, to + 1];
    // What was sent is not being typed any more.
    if (number) number.defaultValue = number.value;
    const line = form.closest('.line')?.id;
    waiting += 1;
    queue = queue.then(() => post(action, body, line));
  });
  cart.addEventListener('change', (event) => event.target.form?.requestSubmit());
}
