import type { Availability as AvailabilityName } from '../../domain/availability.ts';
import { builder } from '../builder.ts';

/** How an upstream is doing. */
export const Availability = builder.enumType('Availability', {
  description: 'How an upstream is doing.',
  values: {
    AVAILABLE: { description: 'It answers.' },
    RECOVERING: {
      description: 'It failed too often: calls are held back and one at a time is let through to try.',
    },
    UNAVAILABLE: {
      description:
        'It fails, or has asked for a pause: inquiries are answered from what is known, or with `GATEWAY_CIRCUIT_OPEN` ' +
        'or `GATEWAY_OVERLOADED`.',
    },
  } satisfies Record<AvailabilityName, object>,
});
