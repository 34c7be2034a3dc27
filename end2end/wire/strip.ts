// The footer strip and the header of a page that came over the wire.

export interface Strip {
  readonly service: string;
  readonly instance: string;
  readonly session: string;
  readonly store: string;
}

export function strip(html: string): Strip {
  const fact = (id: string) => {
    const found = new RegExp(`data-testid="strip-${id}"[^>]*>([^<]*)`).exec(html)?.[1];
    if (found === undefined) throw new Error(`there is no strip-${id} in:\n${html.slice(0, 500)}`);
    return found;
  };
  return { service: fact('service'), instance: fact('instance'), session: fact('session'), store: fact('store') };
}

/** The nickname in the header; undefined for a guest. */
export function nickname(html: string): string | undefined {
  return /<nav[^>]*class="utility-bar__visitor"[^>]*>.*?<bdi[^>]*>([^<]*)/s.exec(html)?.[1];
}
