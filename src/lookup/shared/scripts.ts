import type { ClientContext } from 'ioredis';

declare module 'ioredis' {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- the declaration it adds to has this parameter
  interface RedisCommander<Context extends ClientContext = { type: 'default' }> {
    putUnlessOlder(key: string, value: Buffer, askedAt: number, keepMs: number, now: number): Promise<unknown>;
    releaseLease(key: string, token: string): Promise<unknown>;
  }
}

/**
 * What the server does as one step.
 *
 * `putUnlessOlder` compares the times at the head of both entries. What is there counts only if it is of this version
 * and was not asked in a time still to come: a gateway whose clock had been wrong would bar all others.
 */
export const SCRIPTS = {
  putUnlessOlder: {
    numberOfKeys: 1,
    lua: `
      local held = redis.pcall('GET', KEYS[1])
      if type(held) == 'string' and string.sub(held, 1, 1) == string.sub(ARGV[1], 1, 1) then
        local time = redis.call('TIME')
        local now = math.max(tonumber(ARGV[4]), time[1] * 1000 + time[2] / 1000)
        local asked = tonumber(string.sub(held, 2, 14))
        if asked and asked > tonumber(ARGV[2]) and asked <= now then return 0 end
      end
      redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
      return 1`,
  },
  releaseLease: {
    numberOfKeys: 1,
    lua: `
      if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
      return 0`,
  },
} as const;
