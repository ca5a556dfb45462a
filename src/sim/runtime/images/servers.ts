import type { Program } from '../programs/program.js'
import { serverProgram, type Server } from '../programs/server.js'
import { agnhostServer, echoServer, httpbinServer, httpEchoServer, pauseServer, podinfoServer, whoamiServer } from './demo.js'
import { httpdServer, smallHttpdServer } from './httpd.js'
import { pythonServer } from './language.js'
import { mariadbServer, mysqlServer, mysqlTools } from './mysql.js'
import { nginxServer } from './nginx.js'
import { pgIsReady, postgresServer, psql } from './postgres.js'
import { redisCli, redisServer } from './redis.js'
import { memcachedServer, mongoServer, rabbitmqServer, storeTools } from './stores.js'

/** Servers by the name of their program. */
export const servers: Readonly<Record<string, Server>> = {
  nginx: nginxServer, 'httpd-foreground': httpdServer, httpd: smallHttpdServer, 'redis-server': redisServer, postgres: postgresServer, mysqld: mysqlServer, mariadbd: mariadbServer, mongod: mongoServer, memcached: memcachedServer,
  'rabbitmq-server': rabbitmqServer, pause: pauseServer, 'http-echo': httpEchoServer, 'whoami-server': whoamiServer, agnhost: agnhostServer, echoserver: echoServer, httpbin: httpbinServer, podinfo: podinfoServer, python: pythonServer,
}

export const serverPrograms: Readonly<Record<string, Program>> = {
  ...Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, serverProgram(server)])), 'redis-cli': redisCli, pg_isready: pgIsReady, psql, ...mysqlTools, ...storeTools,
}
