const NUMBER = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,2}))?$/;

/** The digits of a decimal number without an exponent, "6.4E-7" as "0.00000064"; null for what is no number. */
export function plainDecimal(written: string): string | null {
  const match = NUMBER.exec(written.trim());
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent] = match;
  if (exponent === undefined) return written.trim();
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const padded = point > 0 ? digits.padEnd(point, '0') : '0'.repeat(1 - point) + digits;
  const places = padded.length - Math.max(point, 1);
  const units = padded.slice(0, padded.length - places).replace(/^0+(?=\d)/, '');
  return `${sign}${units}${places > 0 ? `.${padded.slice(-places)}` : ''}`;
}
