/** An error code of "alipay.trade.query" and of the gateway in front of it. */
export interface Result {
  readonly httpStatus: number;
  readonly message: string;
  /** Business errors are signed; what the gateway in front answers by itself is not. */
  readonly signed: boolean;
}

const DOCUMENTED: Readonly<Record<string, Result>> = {
  'ACQ.TRADE_NOT_EXIST': business('交易不存在'),
  'ACQ.SYSTEM_ERROR': business('系统错误'),
  'ACQ.INVALID_PARAMETER': business('参数无效'),
  'ACQ.ENTERPRISE_PAY_BIZ_ERROR': business('企业支付业务异常'),
  'invalid-app-id': gateway(400, '无效的AppID参数'),
  'invalid-signature': gateway(400, '无效签名'),
  'missing-signature': gateway(400, '缺少签名参数'),
  'missing-timestamp': gateway(400, '缺少时间戳参数'),
  'invalid-timestamp': gateway(400, '非法的时间戳参数'),
  'illegal-timestamp': gateway(400, '时间戳格式错误'),
  'missing-nonce': gateway(400, '缺少随机字符串参数'),
  'invalid-nonce': gateway(400, '随机字符串重复'),
  'invalid-request-id': gateway(400, 'alipay-request-id 不合法'),
  'invalid-content-type': gateway(400, '不支持的 content-type'),
  'illegal-json': gateway(400, '请求体不是合法的 JSON'),
  'invalid-method': gateway(405, '不支持的请求方法'),
  'invalid-auth-token': gateway(401, '无效的访问令牌'),
  'invalid-app-auth-token': gateway(401, '无效的应用授权令牌'),
  'app-auth-token-time-out': gateway(401, '应用授权令牌已过期'),
  'insufficient-isv-permissions': gateway(401, 'ISV权限不足'),
  'self-invoke-forbidden': gateway(401, '应用不支持自调用'),
  'app-call-limited': gateway(429, '应用调用次数超限'),
  'method-call-limited': gateway(429, '接口调用次数超限'),
  // The provider spells it so.
  'unknow-error': gateway(500, '服务暂不可用'),
};

/** What is known of a code; any other one is a signed business error. */
export function resultFor(code: string): Result {
  return (Object.hasOwn(DOCUMENTED, code) ? DOCUMENTED[code] : undefined) ?? business(code);
}

function business(message: string): Result {
  return { httpStatus: 400, message, signed: true };
}

function gateway(httpStatus: number, message: string): Result {
  return { httpStatus, message, signed: false };
}
