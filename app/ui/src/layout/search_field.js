(script, wasm) => {
  const field = document.querySelector('.search__field');
  const wake = async () => {
    // On pages that need islands from the beginning all of them are awake.
    if (document.querySelector('link[rel=modulepreload]')) return;
    const islands = await import(script);
    await islands.default({ module_or_path: wasm });
    islands.hydrate();
    for (const island of document.querySelectorAll('leptos-island')) islands[island.dataset.component]?.(island);
  };
  if (document.activeElement === field) wake();
  else field.addEventListener('focus', wake, { once: true });
}
