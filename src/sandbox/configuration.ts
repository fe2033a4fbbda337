import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import type { AccountSettings, SandboxAccount } from './accounts.ts';

/** One entry of the gateway configuration's `accounts`, its keys in files. */
export type AccountConfiguration = AccountSettings & {
  readonly privateKey: { readonly file: string };
  readonly alipayPublicKey: { readonly file: string };
};

/** Writes both keys of every account into the directory and says where they are. */
export async function writeConfiguration(
  accounts: readonly SandboxAccount[],
  directory: string,
): Promise<{ accounts: AccountConfiguration[] }> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const save = async (name: string, text: string): Promise<{ file: string }> => {
    const file = resolve(directory, name);
    await writeFile(file, text, { mode: 0o600 });
    return { file };
  };
  const written = accounts.map(async ({ privateKey, alipayPublicKey, ...settings }) => ({
    ...settings,
    privateKey: await save(`${settings.id}.pem`, privateKey),
    alipayPublicKey: await save(`${settings.id}-alipay.pem`, alipayPublicKey),
  }));
  return { accounts: await Promise.all(written) };
}
