/** How an upstream is doing, seen from here. One that has asked for a pause is unavailable until its end. */
export const AVAILABILITIES = ['AVAILABLE', 'RECOVERING', 'UNAVAILABLE'] as const;
export type Availability = (typeof AVAILABILITIES)[number];
