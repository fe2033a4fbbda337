/**
 * Decimal places of a currency's smallest unit, by ISO 4217 (amendment 176) where Alipay's own list
 * ("Currency codes", Antom documentation) is silent. Alipay's list agrees with ISO 4217 wherever it speaks:
 * CLP, JPY, KRW and VND have none; IDR and TWD have two, although other providers use none.
 * `Intl` is not used: it says IDR, HUF, PKR and COP have none.
 */
const PLACES: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF ' +
    'CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG ' +
    'HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR ' +
    'MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD ' +
    'SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD ' +
    'XCG YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const placesByCode = new Map(
  Object.entries(PLACES).flatMap(([places, codes]) => codes.split(' ').map((code) => [code, Number(places)] as const)),
);

/** How many decimal places the currency has; undefined for a code nobody listed, which must not be guessed. */
export function decimalPlaces(currency: string): number | undefined {
  return placesByCode.get(currency);
}

/** Every currency code known here. */
export const CURRENCIES: readonly string[] = [...placesByCode.keys()].sort();
