// Reading `Set-Cookie`, with nothing forgiven: RFC 6265 §4.1.

export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** Names in lower case; those without a value are empty. */
  readonly attributes: Readonly<Record<string, string>>;
}

export function parseSetCookie(line: string): SetCookie {
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim());
  const [name, value] = cut(pair);
  return {
    name,
    value,
    attributes: Object.fromEntries(rest.map((part) => cut(part)).map(([name, value]) => [name.toLowerCase(), value])),
  };
}

/** Whether it takes a cookie back. */
export function isRemoval({ attributes }: SetCookie): boolean {
  return attributes['max-age'] === '0';
}

function cut(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
