/** A mail server, as the setting `SMTP_URL` names it. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** `implicit`: encrypted from the first byte. `required`: by STARTTLS, or not at all. `off`: in clear. */
  readonly tls: 'implicit' | 'required' | 'off';
  readonly login: { readonly user: string; readonly password: string } | null;
}

const localHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Submission by STARTTLS (RFC 6409) and with implicit TLS (RFC 8314). */
const ports = { 'smtp:': 587, 'smtps:': 465 } as const;

/**
 * `smtps://` encrypts from the first byte; `smtp://` needs STARTTLS, but for a server on this machine or with `?tls=off`.
 * `?tls=required` asks for it on this machine too. Null for what is no such URL.
 */
export const parseSmtpUrl = (text: string): SmtpServer | null => {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '') return null;
  const asked = url.searchParams.get('tls');
  if (asked !== null && asked !== 'required' && asked !== 'off') return null;
  if (url.protocol === 'smtps:' && asked === 'off') return null;
  const login = readLogin(url);
  if (login === undefined) return null;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? ports[url.protocol] : Number(url.port),
    tls: url.protocol === 'smtps:' ? 'implicit' : (asked ?? (localHosts.includes(url.hostname) ? 'off' : 'required')),
    login,
  };
};

/** Undefined where a percent sign stands for nothing. */
const readLogin = ({ username, password }: URL): SmtpServer['login'] | undefined => {
  if (username === '') return null;
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    return undefined;
  }
};
