/** Whether a `content-type` says JSON in UTF-8, the only JSON there is. */
export function isJson(contentType: string | undefined): boolean {
  // What nearly everybody writes.
  if (contentType === 'application/json') return true;
  const [essence = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  return essence === 'application/json' && (charset === undefined || /^charset="?utf-?8"?$/.test(charset));
}
