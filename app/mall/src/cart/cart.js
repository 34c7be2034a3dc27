() => {
  const PARTS = ['.cart > h1', '#cart-said', '#cart-content', '.cart-link'];
  const cart = document.querySelector('.cart');
  cart.classList.add('cart--live');

  // Makes `old` what `next` is. Elements that stay are the same elements, with their focus, a press that is not over, and what is
  // being typed into them.
  const morph = (old, next) => {
    const isTyping = old.value !== old.defaultValue && old === document.activeElement;
    for (const { name } of [...old.attributes]) if (!next.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    if (old.matches('input')) {
      if (!isTyping) old.value = old.defaultValue;
      return;
    }
    let place = old.firstChild;
    for (const wanted of [...next.childNodes]) {
      const isSame = (node) => node.nodeName === wanted.nodeName && node.id === wanted.id;
      let found = wanted.id ? [...old.children].find(isSame) : place;
      if (!found || !isSame(found)) {
        old.insertBefore(wanted, place);
        continue;
      }
      while (place !== found) {
        const gone = place;
        place = place.nextSibling;
        gone.remove();
      }
      place = found.nextSibling;
      if (found.nodeType === Node.ELEMENT_NODE) morph(found, wanted);
      else if (found.data !== wanted.data) found.data = wanted.data;
    }
    while (place) {
      const gone = place;
      place = place.nextSibling;
      gone.remove();
    }
  };

  const show = (page) => {
    const focused = document.activeElement;
    for (const part of PARTS) morph(document.querySelector(part), page.querySelector(part));
    document.title = page.title;
    if (!focused.isConnected || focused.disabled) {
      (document.getElementById('cart-undo') ?? document.getElementById('tick-all'))?.focus({ preventScroll: true });
    }
  };

  let queue = Promise.resolve();
  let waiting = 0;
  const post = async (form, body) => {
    const answer = await fetch(form.action, { method: 'POST', body, headers: { accept: 'text/html' }, keepalive: true });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!answer.ok || !page.querySelector('.cart')) throw answer.status;
    // Of several clicks the last one's answer has them all.
    if (waiting === 1) show(page);
  };
  cart.addEventListener('submit', (event) => {
    event.preventDefault();
    const form = event.target;
    const body = new URLSearchParams(new FormData(form));
    // The next click counts from here, answered or not.
    const [less, number, more] = form.closest('.stepper')?.querySelectorAll('[name=quantity]') ?? [];
    const to = Number(body.get('quantity'));
    if (number && to) [less.value, number.value, more.value] = [to - 1, to, to + 1];
    // What was sent is not being typed any more.
    if (number) number.defaultValue = number.value;
    waiting += 1;
    queue = queue
      .then(() => post(form, body))
      .catch(() => location.reload())
      .finally(() => {
        waiting -= 1;
      });
  });
  cart.addEventListener('change', (event) => event.target.form?.requestSubmit());
}
