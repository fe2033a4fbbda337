import { notReported } from './errors.ts';

/** The value; throws a coded error naming the provider's field when it was not reported, rather than invent one. */
export function reported<Value>(field: string, value: Value | null): Value {
  if (value === null) throw notReported(field);
  return value;
}
