() => {
  const button = document.getElementById('resend');
  const words = document.querySelector('#resend-wait [data-seconds]');
  const until = performance.now() + words.dataset.seconds * 1000;
  const said = words.textContent;
  button.disabled = true;
  const tick = () => {
    const left = Math.ceil((until - performance.now()) / 1000);
    if (left > 0) {
      words.textContent = said.replace(/\d+/, left);
      setTimeout(tick, 250);
    } else {
      button.disabled = false;
      words.parentElement.hidden = true;
    }
  };
  tick();
}
