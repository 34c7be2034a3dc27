() => {
  const form = document.querySelector('.address-form');
  const { province, choose } = form.elements;
  choose.hidden = true;

  // Shows the districts of the chosen province, from this very page. What is typed meanwhile stays.
  const show = async () => {
    const { value } = province;
    if (document.getElementById('districts').dataset.of === value) return;
    const page = new URL(location.href);
    page.searchParams.set('province', value);
    const answer = await fetch(page, { headers: { accept: 'text/html' } });
    const shown = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('districts');
    if (shown?.dataset.of !== value) throw answer.status;
    // Of several choices the last one counts.
    if (province.value !== value) return;
    const districts = document.getElementById('districts');
    const isFocused = districts.contains(document.activeElement);
    districts.replaceWith(shown);
    if (isFocused) shown.querySelector('select').focus({ preventScroll: true });
  };
  // What it cannot do, the button does.
  const update = () => show().catch(() => (choose.hidden = false));
  province.addEventListener('change', update);
  // A browser that comes back may have put another province there.
  addEventListener('pageshow', update);
}
