() => {
  const PARTS = ['.cart > h1', '#cart-said', '#cart-content', '.cart-link'];
  const cart = document.querySelector('.cart');
  cart.classList.add('cart--live');
  let queue = Promise.resolve();
  const post = async (form, body) => {
    const answer = await fetch(form.action, { method: 'POST', body, headers: { accept: 'text/html' }, keepalive: true });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!answer.ok || !page.querySelector('.cart')) throw answer.status;
    const focused = document.activeElement?.id;
    for (const part of PARTS) document.querySelector(part).replaceChildren(...page.querySelector(part).childNodes);
    document.title = page.title;
    const next = document.getElementById(focused);
    (next && !next.disabled ? next : document.getElementById('cart-undo') ?? document.getElementById('tick-all'))?.focus({ preventScroll: true });
  };
  cart.addEventListener('submit', (event) => {
    event.preventDefault();
    const form = event.target;
    const body = new URLSearchParams(new FormData(form));
    // The next click counts from here, answered or not.
    const [less, number, more] = form.closest('.stepper')?.querySelectorAll('[name=quantity]') ?? [];
    const to = Number(body.get('quantity'));
    if (number && to) [less.value, number.value, more.value] = [to - 1, to, to + 1];
    queue = queue.then(() => post(form, body)).catch(() => location.reload());
  });
  cart.addEventListener('change', (event) => event.target.form?.requestSubmit());
}
