import type { Program } from '../programs/program.js'
import { clientProgram, type Server } from '../programs/server.js'
import { databaseImage, portIn, stopsIn } from './database.js'
import type { ImageFamily } from './image.js'

export const redis: ImageFamily = databaseImage({
  family: 'redis', repositories: ['redis', 'valkey/valkey', 'redis/redis-stack-server', 'redis-slave', 'bitnami/redis'], server: 'redis-server', tools: ['redis-cli'], port: 6379,
    readyMs: 0, env: { REDIS_VERSION: '8.2.1' }, directory: '/data',
})

export const redisServer: Server = {
  ports: (argv) => [portIn(argv, ['--port'], 6379)],
  readyMs: 0,
  greeting: '1:C 01 Jan 2026 00:00:00.000 * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo\n1:M 01 Jan 2026 00:00:00.000 * Server initialized\n1:M 01 Jan 2026 00:00:00.000 * Ready to accept connections tcp\n',
  greetingStream: 1,
  stops: stopsIn(0),
}

export const redisCli: Program = clientProgram('redis-server', 0, ({ argv }, isReady) => {
  if (!isReady) return { words: 'Could not connect to Redis at 127.0.0.1:6379: Connection refused\n', code: 1 }
  const command = argv.slice(1).findLast((text) => /^[A-Za-z]+$/.test(text))?.toLowerCase()
  return { words: command === 'ping' ? 'PONG\n' : command === 'dbsize' ? '(integer) 0\n' : 'OK\n', code: 0 }
})
