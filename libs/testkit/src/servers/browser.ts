/** A browser's part in a sign-in: keeps cookies per origin path-blind, follows nothing on its own. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** Fetches without following redirects, sending the cookies held and keeping those that come. */
  async fetch(url: string, init: { method?: string; body?: URLSearchParams } = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: cookie ? { cookie } : {}, signal: AbortSignal.timeout(30_000) });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (value === '' || /max-age=0/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }
}

/** Address of the one form of a sign-in page. @throws Error — with the page's own message when there is none. */
export function formAction(html: string): string {
  const action = /<form[^>]*\saction="([^"]+)"/.exec(html)?.[1];
  if (!action) throw new Error(`no form on the page: ${pageMessage(html)}`);
  return action.replaceAll('&amp;', '&');
}

/** What a sign-in page says went wrong, or its title. */
export function pageMessage(html: string): string {
  const error = /id="(?:input-error[^"]*|kc-error-message)"[^>]*>([\s\S]*?)<\/(?:span|div)>/.exec(html)?.[1];
  const alert = /class="[^"]*alert[^"]*__title[^"]*"[^>]*>([\s\S]*?)<\/(?:span|h4)>/.exec(html)?.[1];
  const title = /<title>([\s\S]*?)<\/title>/.exec(html)?.[1];
  return (error ?? alert ?? title ?? html.slice(0, 200)).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim();
}
