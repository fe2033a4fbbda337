/** Whether the method only reads. */
export function isRead(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD';
}
