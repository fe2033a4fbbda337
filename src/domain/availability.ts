/** How an upstream is doing, seen from here. */
export const AVAILABILITIES = ['AVAILABLE', 'RECOVERING', 'UNAVAILABLE'] as const;
export type Availability = (typeof AVAILABILITIES)[number];
