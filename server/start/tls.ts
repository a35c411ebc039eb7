import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, Server } from 'node:tls';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';

/** Certificates and key, as the server takes them (PEM). */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** Null where the server speaks http. The error is a sentence that names the file. */
export const loadTls = async (files: Config['tls']): Promise<Result<TlsFiles | null, string>> => {
  if (files === null) return ok(null);
  const [cert, key] = [await readText('TLS_CERT_FILE', files.certFile), await readText('TLS_KEY_FILE', files.keyFile)];
  if (!cert.ok) return cert;
  if (!key.ok) return key;
  const certificate = tryTo(() => new X509Certificate(cert.value));
  if (certificate === null) return fail(unusable('TLS_CERT_FILE', files.certFile, 'holds no certificate (PEM)'));
  const privateKey = tryTo(() => createPrivateKey(key.value));
  if (privateKey === null)
    return fail(unusable('TLS_KEY_FILE', files.keyFile, 'holds no private key (PEM) without a passphrase'));
  if (!fits(certificate, privateKey, { cert: cert.value, key: key.value })) {
    return fail(unusable('TLS_KEY_FILE', files.keyFile, `is not the key of the certificate in ${files.certFile}`));
  }
  return ok({ cert: cert.value, key: key.value });
};

const readText = async (setting: string, file: string): Promise<Result<string, string>> => {
  try {
    return ok(await readFile(file, 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return fail(unusable(setting, file, `cannot be read (${code})`));
  }
};

const unusable = (setting: string, file: string, what: string): string =>
  `The file ${file} ${what}: set ${setting} to another file, or mend this one.`;

const fits = (certificate: X509Certificate, key: KeyObject, files: TlsFiles): boolean =>
  certificate.checkPrivateKey(key) && tryTo(() => createSecureContext(files)) !== null;

const tryTo = <Value>(work: () => Value): Value | null => {
  try {
    return work();
  } catch {
    return null;
  }
};

/** Reads both files again with each SIGHUP; files that cannot be used leave the server with what it has. */
export const reloadTlsOnSignal = (app: FastifyInstance, files: Config['tls'], logger: Logger): void => {
  if (files === null) return;
  process.on('SIGHUP', () => void reload(app, files, logger));
};

const reload = async (app: FastifyInstance, files: Config['tls'], logger: Logger): Promise<void> => {
  const loaded = await loadTls(files);
  if (!loaded.ok) {
    logger.error({ reason: loaded.error }, 'the certificate was not replaced');
    return;
  }
  if (loaded.value !== null && app.server instanceof Server) app.server.setSecureContext(loaded.value);
  logger.info('the certificate was read again');
};
