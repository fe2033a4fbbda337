import type { AuditSettings } from '../../config/audit.ts';
import { ConfigError } from '../../config/faults.ts';
import { createAudit, type Audit, type AuditMeans } from './audit.ts';
import { codeOf } from './bounded-writer.ts';
import { openOutlet } from './outlet.ts';

/** Opens the audit log where it is configured to go. Rejects with a fault of the configuration when it cannot. */
export async function openAudit(
  settings: AuditSettings,
  means: Omit<AuditMeans, 'settings' | 'outlet'>,
): Promise<Audit> {
  const outlet = await openOutlet(settings.to).catch((error: unknown) => {
    const path = 'file' in settings.to ? 'audit.file' : 'audit.descriptor';
    const message = `expected something that can be written, got ${codeOf(error)}; ${REMEDY}`;
    throw new ConfigError('The configuration', [{ path, message }]);
  });
  return createAudit({ settings, outlet, ...means });
}

const REMEDY = 'check the path, its folder and the rights of whoever runs the gateway';
