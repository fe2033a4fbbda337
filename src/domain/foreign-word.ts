/**
 * A foreign word as our tables have it: in capitals, without surrounding space. Only a to z have capitals here: in
 * Unicode the capital of "ſ" is S, and a word nobody sent would be read.
 */
export function foreignWord(written: string | null | undefined): string {
  // As nearly all come.
  if (written == null || /^[A-Z0-9._-]*$/.test(written)) return written ?? '';
  return written.trim().replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase());
}
