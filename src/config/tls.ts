import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { z } from 'zod';
import { readSecret } from './secret.ts';
import type { Surroundings } from './surroundings.ts';

/** TLS of the gateway's own. The certificate is checked as far as that can be done without a caller. */
export function tlsSettings(around: Surroundings) {
  return z
    .strictObject({
      cert: pemText(around, certificateFault).describe(
        'the certificate, then those up to its root: `{ file }` or `{ env }`, PEM',
      ),
      key: pemText(around, keyFault).describe('its private key: `{ file }` or `{ env }`, PEM without a passphrase'),
      minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).default('TLSv1.2').describe('the oldest TLS spoken'),
    })
    .superRefine(({ cert, key }, context) => {
      const fault = pairFault(cert, key);
      if (fault !== null) context.addIssue({ code: 'custom', message: fault, path: ['key'], input: undefined });
    });
}

/** How the gateway speaks TLS; both texts are PEM. */
export type TlsSettings = z.output<ReturnType<typeof tlsSettings>>;

function pemText(around: Surroundings, faultOf: (text: string) => string | null) {
  return z.unknown().transform((value, context): string => {
    const read = readSecret(value, around);
    const fault = 'fault' in read ? read.fault : faultOf(read.text);
    if ('text' in read && fault === null) return read.text;
    context.addIssue(fault ?? '');
    return z.NEVER;
  });
}

function certificateFault(text: string): string | null {
  const certificate = certificateIn(text);
  if (certificate === null)
    return 'expected a certificate in PEM (BEGIN CERTIFICATE), got something else; copy it anew, whole';
  const now = Date.now();
  if (certificate.validToDate.getTime() <= now) {
    return `expected a certificate that is valid, got one that has expired on ${dayOf(certificate.validToDate)}; renew it`;
  }
  if (certificate.validFromDate.getTime() <= now) return null;
  return `expected a certificate that is valid, got one that will be from ${dayOf(certificate.validFromDate)} on; check the clock`;
}

function keyFault(text: string): string | null {
  if (keyIn(text) !== null) return null;
  const got = text.includes('ENCRYPTED') ? 'one with a passphrase; take it off' : 'something else; copy it anew, whole';
  return `expected a private key in PEM, got ${got}`;
}

function pairFault(cert: string, key: string): string | null {
  const own = keyIn(key);
  if (own === null || certificateIn(cert)?.checkPrivateKey(own) !== true) {
    return 'expected the private key of the certificate, got another one; name the one it was issued for';
  }
  try {
    createSecureContext({ cert, key });
    return null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
    return `expected a certificate and a key that OpenSSL accepts, got ${code}; have them issued anew`;
  }
}

// Of several the first: its own, before those that vouch for it.
function certificateIn(text: string): X509Certificate | null {
  if (!text.includes('-----BEGIN CERTIFICATE-----')) return null;
  try {
    return new X509Certificate(text);
  } catch {
    return null;
  }
}

function keyIn(text: string): KeyObject | null {
  try {
    return createPrivateKey(text);
  } catch {
    return null;
  }
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
