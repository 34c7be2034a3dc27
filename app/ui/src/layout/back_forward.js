(address, shown) =>
  addEventListener('pageshow', async ({ persisted }) => {
    if (!persisted) return;
    const answer = await fetch(address).then((answer) => answer.json(), () => ({ state: 'unavailable' }));
    const now = answer.state === 'member' ? `member ${answer.id}` : answer.state;
    if (now !== shown) location.reload();
  })
