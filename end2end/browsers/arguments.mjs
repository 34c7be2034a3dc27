// A browser that talks to nobody but the mall, and runs as root in a container. In JavaScript: programs of the lab read it, too.

export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];
