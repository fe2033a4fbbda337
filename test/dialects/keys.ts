import { generateKeyPairSync } from 'node:crypto';

/** Keys of this run: the merchant's, Alipay's, and those of someone who is neither. */
export const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const alipay = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
