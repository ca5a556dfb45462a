import type { Program } from '../programs/program.js'
import { clientProgram, type Server } from '../programs/server.js'
import { databaseImage, portIn, stopsIn } from './database.js'
import type { ImageFamily } from './image.js'

export const mongo: ImageFamily = databaseImage({ family: 'mongo', repositories: ['mongo', 'mongodb/mongodb-community-server', 'bitnami/mongodb'], server: 'mongod',
  tools: ['mongosh', 'mongo'], port: 27017, readyMs: 1_000, env: {}, directory: '/data/db' })
export const mongoServer: Server = { ports: (argv) => [portIn(argv, ['--port'], 27017)], readyMs: 1_000,
  greeting: '{"s":"I","c":"NETWORK","ctx":"listener","msg":"Waiting for connections","attr":{"port":27017,"ssl":"off"}}\n', greetingStream: 1, stops: stopsIn(0) }
const mongosh = clientProgram('mongod', 1_000, (_call, isReady) => (isReady ? { words: '{ ok: 1 }\n', code: 0 } : { words: 'MongoNetworkError: connect ECONNREFUSED 127.0.0.1:27017\n', code: 1 }))

export const memcached: ImageFamily = databaseImage({ family: 'memcached', repositories: ['memcached', 'bitnami/memcached'], server: 'memcached', tools: [], port: 11211,
  readyMs: 0, env: {}, directory: '/var/lib/memcached' })
export const memcachedServer: Server = { ports: (argv) => [portIn(argv, ['-p', '--port'], 11211)], readyMs: 0, stops: stopsIn(0) }

export const rabbitmq: ImageFamily = databaseImage({ family: 'rabbitmq', repositories: ['rabbitmq', 'bitnami/rabbitmq'], server: 'rabbitmq-server', tools: ['rabbitmqctl',
  'rabbitmq-diagnostics'], port: 5672, extraPorts: [15672, 15692, 25672, 4369], readyMs: 5_000, env: {}, directory: '/var/lib/rabbitmq' })
export const rabbitmqServer: Server = { ports: () => [5672, 15672, 15692, 25672, 4369], readyMs: 5_000, greeting: ' Starting broker... completed with 3 plugins.\n',
  greetingStream: 1, stops: stopsIn(1_000) }
const rabbitmqTool = clientProgram('rabbitmq-server', 5_000, (_call, isReady) => (isReady ? { words: 'Ping succeeded\n', code: 0 }
  : { words: 'Error: unable to perform an operation on node. Please see diagnostics information and suggestions below.\n', code: 69 }))

export const storeTools: Readonly<Record<string, Program>> = { mongosh, mongo: mongosh, rabbitmqctl: rabbitmqTool, 'rabbitmq-diagnostics': rabbitmqTool }
