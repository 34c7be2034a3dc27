(root) => {
  const form = root.querySelector('form');
  const button = form.querySelector('button');
  const sentences = [...root.querySelectorAll('[data-says]')];
  const say = (word) => {
    const said = sentences.find((p) => p.dataset.says === word) ?? sentences.find((p) => p.dataset.says === 'invalid');
    for (const p of sentences) p.hidden = word === null || p !== said;
  };
  document.getElementById('passkey-needs-javascript')?.remove();
  if (!window.PublicKeyCredential) {
    const otherwise = document.getElementById('passkey-unsupported');
    if (otherwise) otherwise.hidden = false;
    return;
  }
  form.hidden = false;

  const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const send = async (address, body) => {
    const response = await fetch(address, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw { refused: answer.error };
    return answer;
  };
  const asked = ({ publicKey }) => {
    publicKey.challenge = bytes(publicKey.challenge);
    if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
    for (const key of publicKey.allowCredentials ?? []) key.id = bytes(key.id);
    for (const key of publicKey.excludeCredentials ?? []) key.id = bytes(key.id);
    return { publicKey };
  };
  const answered = ({ id, rawId, type, response }) => {
    const fields = {};
    for (const name of ['attestationObject', 'authenticatorData', 'clientDataJSON', 'signature', 'userHandle']) {
      if (response[name]) fields[name] = text(response[name]);
    }
    return { id, type, rawId: text(rawId), response: fields };
  };
  const word = (error) => {
    if (error.refused) return error.refused;
    if (error.name === 'NotAllowedError' || error.name === 'AbortError') return 'cancelled';
    if (error.name === 'InvalidStateError') return 'present';
    if (error.name === 'SecurityError') return 'wrong-origin';
    return 'unavailable';
  };

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    say(null);
    button.disabled = true;
    try {
      const { ceremony, options } = await send(form.dataset.begin, {});
      const asks = asked(options);
      const credential = await (asks.publicKey.user ? navigator.credentials.create(asks) : navigator.credentials.get(asks));
      const name = form.elements.namedItem('name')?.value;
      const { location } = await send(form.getAttribute('action'), {
        ceremony,
        credential: answered(credential),
        next: form.dataset.next,
        name,
      });
      window.location.assign(location);
    } catch (error) {
      const why = word(error);
      if (why === 'confirm-needed') window.location.assign(form.dataset.confirm);
      else if (why === 'login-needed') window.location.assign(form.dataset.login);
      else if (why === 'to-be-deleted') window.location.assign(form.dataset.keep);
      else say(why);
      button.disabled = false;
    }
  });
}
