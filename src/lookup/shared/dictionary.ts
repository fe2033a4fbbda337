/**
 * What most answers say, for the compression to refer to: halves what a compressed answer takes. What is likeliest
 * stands last. Changing it makes what was written before unreadable, so `ENTRY_VERSION` has to be raised.
 */
export const DICTIONARY = Buffer.from(
  [
    '"vouchers":[{"id":","name":","type":","merchantContribution":{"otherContribution":{"memo":","templateId":"',
    '"purchaseBuyerContribution":{"purchaseMerchantContribution":{"purchasePlatformContribution":{',
    '"settlement":{"grossAmount":{"quote":{"id":","currencyPair":","price":","startsAt":{"expiresAt":{"guaranteed":true',
    '"unsettledAmount":{"details":[{"type":","serialNumber":","from":","to":","originalFrom":","originalTo":"',
    '"transactions":[{"type":"REFUND","transactionId":","requestId":","statusRaw":","occurredAt":{"text":"CAPTURE',
    '"action":"CHECK_IDENTIFIER","advice":"No such payment. Check the identifier, the dialect and the account; it may',
    ' not exist yet."},"status":"FAILURE","code":"ACQ.TRADE_NOT_EXIST","codeId":"ORDER_NOT_EXIST","message":"',
    '"outcome":{"dialect":"PAY_QUERY","authExpiresAt":{"text":"customsDeclarationAmount":{"status":"PENDING"',
    '"breakdown":{"buyerPaid":{"received":{"invoiceable":{"points":{"platformDiscount":{"merchantDiscount":{',
    '"redirect":{"url":"https://","method":"GET","parameters":"{\\"store":{"id":","name":","terminalId":"',
    '"fundBills":[{"channel":"ALIPAYACCOUNT","amount":{"realAmount":{"currency":"USD","minor":"',
    '"buyer":{"userId":"2088","openId":","displayId":"****","type":"PRIVATE","wallet":"ALIPAY_CN","extInfo":"{\\"',
    '{\\"response\\":{\\"head\\":{\\"version\\":\\"2.0.0\\",\\"function\\":\\"alipay.intl.acquiring.cashier.payQuery\\"',
    ',\\"clientId\\":\\"respTime\\":\\"reqMsgId\\":\\"body\\":{\\"resultInfo\\":{\\"resultStatus\\":\\"S\\"},\\"signature\\":\\"',
    '{\\"result\\":{\\"resultCode\\":\\"SUCCESS\\",\\"resultStatus\\":\\"S\\",\\"resultMessage\\":\\"success\\"}',
    ',\\"paymentStatus\\":\\"SUCCESS\\",\\"paymentId\\":\\"paymentRequestId\\":\\"paymentAmount\\":{\\"currency\\":\\"value\\":\\"',
    '{\\"trade_no\\":\\"out_trade_no\\":\\"buyer_logon_id\\":\\"trade_status\\":\\"TRADE_SUCCESS\\",\\"total_amount\\":\\"',
    '{"answer":{"reference":{"dialect":"INQUIRY_PAYMENT","account":","identity":","kind":"paymentId","id":"merchantReference"},',
    '"result":{"dialect":"TRADE_QUERY","status":"SUCCESS","code":"SUCCESS","codeId":"00000000","message":"success.",',
    '"retryable":false,"action":"NONE","advice":"Nothing to do."},"payment":{"dialect":"TRADE_QUERY","paymentId":"',
    '"merchantReference":","status":"SUCCEEDED","statusRaw":"TRADE_SUCCESS","wasPaid":true,"amount":{"currency":"CNY"',
    ',"minor":","raw":"},"createdAt":{"text":"2026-01-01T00:00:00+08:00","epochMs":17},"completedAt":{"text":"',
    '"exchange":{"operation":"POST /v3/alipay/trade/query","operation":"POST /ams/api/v1/payments/inquiryPayment",',
    '"version":","clientId":","requestId":","requestedAt":{"text":"2026-01-01T00:00:00.000+08:00","epochMs":17},',
    '"respondedAt":{"text":","epochMs":17},"httpStatus":200,"signatureVerified":true,"options":0,"body":"{\\"',
    '"},"retries":0},"expiresAt":17',
  ].join(''),
);
